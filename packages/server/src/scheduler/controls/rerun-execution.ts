import { AIFlowError } from '@aiflow/sdk/internal/errors'
import type { Json } from '@aiflow/sdk/internal/json'
import type { Trigger } from '@aiflow/sdk/internal/worker-protocol'
import type { ControlRequest } from '../../log/control.ts'
import { reopenExecution } from '../executions/workflow-transitions.ts'
import type { Step } from '../step.ts'
import { act } from '../tasks/act.ts'
import type { ExecutionLane, TaskSlot } from '../world/execution-lane.ts'
import { requireExecution, requireNotStopping } from './lookup.ts'

/**
 * Starts failed and stopped tasks again, with their original events and outputs. Their rules decide what follows. An
 * ended execution is reopened.
 */
export function rerunExecution(step: Step, request: Extract<ControlRequest, { type: 'rerunExecution' }>): Json {
  const lane = requireExecution(step, request.workflowExecutionId)
  step.touched.add(lane)
  requireNotStopping(lane, 'Wait until it has stopped, then re-run it.')
  const slots = lane.ran().filter(isToRerun)
  if (slots.length === 0) throw nothingToRerun(lane)
  if (lane.phase === 'ended') reopenExecution(step, lane)
  for (const slot of slots) {
    const policy = { whenAlive: 'ignore', queueLimit: 1 } as const
    act(step, slot, 'START', { policy, by: 'request', trigger: () => triggerOf(slot) })
  }
  return { workflowExecutionId: lane.execution.id, tasks: slots.map(({ name }) => name) }
}

/** A clean-up is not made again. */
function isToRerun({ latest, task }: TaskSlot): boolean {
  if (task.onStop) return false
  return latest?.status === 'FAILED' || latest?.status === 'STOPPED'
}

function triggerOf({ latest }: TaskSlot): Trigger {
  return { type: 'MANUAL', rule: null, events: latest?.trigger.events ?? [], outputs: latest?.trigger.outputs ?? {} }
}

function nothingToRerun({ execution: { id, status } }: ExecutionLane): AIFlowError {
  const message = `In the workflow execution ${id} (${status}) no task has failed or was stopped: there is nothing to re-run.`
  return new AIFlowError('NOTHING_TO_RERUN', message, { details: { workflowExecutionId: id, status } })
}
