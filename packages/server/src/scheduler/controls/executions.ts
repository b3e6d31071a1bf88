import { AIFlowError } from '@aiflow/sdk/internal/errors'
import type { Json } from '@aiflow/sdk/internal/json'
import type { Trigger } from '@aiflow/sdk/internal/worker-protocol'
import type { ControlRequest } from '../../log/control.ts'
import { stateName } from '../../model/state-names.ts'
import { stopBackfill } from '../backfills/stop-backfill.ts'
import { endCleanUp } from '../executions/clean-up.ts'
import { startAsked } from '../executions/start-executions.ts'
import { stopAll } from '../executions/stop-executions.ts'
import { reopenExecution, setPaused, stopExecution } from '../executions/workflow-transitions.ts'
import { setLaneState } from '../judging/lane-state.ts'
import type { Step } from '../step.ts'
import { act } from '../tasks/act.ts'
import { changeDetails } from '../tasks/task-transitions.ts'
import { dueStart } from './due-start.ts'
import { requireEnabled, requireExecution, requireNotStopping, requireTask, requireWorkflow } from './lookup.ts'

type Request<T extends ControlRequest['type']> = Extract<ControlRequest, { type: T }>

export function startByHand(step: Step, request: Request<'startExecution'>): Json {
  const workflow = requireWorkflow(step, request.namespace, request.workflow)
  requireEnabled(workflow)
  const due = dueStart(step, workflow, request)
  const parameters = workflow.plan.parameters.check(due?.parameters ?? request.parameters ?? {})
  const trigger: Trigger = { type: 'MANUAL', rule: null, events: [], outputs: {} }
  const lane = startAsked(step, workflow, { trigger, parameters, ...(due === null ? {} : { schedule: due.schedule }) })
  const { id: workflowExecutionId, waitsFor } = lane.execution
  return waitsFor === null ? { workflowExecutionId } : { workflowExecutionId, waitsFor }
}

/** A second stop is not an error: it ends the clean-up. */
export function stopByHand(step: Step, request: Request<'stopExecution'>): Json {
  const lane = requireExecution(step, request.workflowExecutionId)
  if (!lane.execution.stopping) stopExecution(step, lane, { cause: 'request', skipsCleanUp: request.force === true })
  else if (lane.cleansUp) endCleanUp(step, lane, 'ended')
  return { workflowExecutionId: lane.execution.id }
}

/** Stops all living executions of a workflow, and its backfills. Later steps stop those that are too many for this one. */
export function stopAllByHand(step: Step, request: Request<'stopExecutions'>): Json {
  const workflow = requireWorkflow(step, request.namespace, request.workflow)
  const ofBackfills = [...step.world.living.ofBackfills(workflow.row.id)].filter(({ phase }) => phase === 'open')
  for (const row of step.world.backfills.livingOf(workflow.row.id)) stopBackfill(step, row, 'stop')
  return { stopped: ofBackfills.length + stopAll(step, workflow, 'request') }
}

export function setPausedByHand(step: Step, request: Request<'setExecutionPaused'>): Json {
  const lane = requireExecution(step, request.workflowExecutionId)
  if (request.paused) requireNotStopping(lane, 'Nothing of it can be paused.')
  if (lane.execution.paused !== request.paused) setPaused(step, lane, request.paused)
  return { workflowExecutionId: lane.execution.id, paused: request.paused }
}

/** START reopens an ended execution, and ignores a living task. */
export function actOnTask(step: Step, request: Request<'taskAction'>): Json {
  const lane = requireExecution(step, request.workflowExecutionId)
  step.touched.add(lane)
  const slot = requireTask(lane, request.task)
  if (lane.phase === 'ended' && request.action !== 'STOP') reopenExecution(step, lane)
  const decision = act(step, slot, request.action, {
    policy: { whenAlive: 'ignore', queueLimit: 1 },
    by: 'request',
    trigger: () => ({ type: 'MANUAL', rule: null, events: [], outputs: {} }),
  })
  const verdict = decision.type === 'refuse' ? 'ignored' : decision.type === 'pend' ? 'pending' : 'accepted'
  const reason = decision.type === 'refuse' ? decision.reason : null
  return { verdict, reason, sequenceNumber: slot.latest?.sequenceNumber ?? null }
}

export function setHandle(step: Step, request: Request<'setHandle'>): Json {
  const slot = step.world.attempts.find(request.attemptId)
  if (slot === undefined) {
    throw new AIFlowError('ATTEMPT_ENDED', 'The attempt has ended: its handle can no longer be set.', {
      details: { attemptId: request.attemptId },
    })
  }
  changeDetails(step, slot, { handle: request.handle })
  return null
}

export function setState(step: Step, request: Request<'setState'>): Json {
  const lane = requireExecution(step, request.workflowExecutionId)
  setLaneState(step, lane, stateName.named(request.name), request.value)
  return null
}
