import { AIFlowError } from '@aiflow/sdk/internal/errors'
import type { Json } from '@aiflow/sdk/internal/json'
import type { ControlRequest } from '../../log/control.ts'
import { clearInbox } from '../judging/inbox-changes.ts'
import { setLaneState } from '../judging/lane-state.ts'
import type { Step } from '../step.ts'
import type { WorkflowLane } from '../world/workflow-lane.ts'
import { removeBackfills } from './backfills.ts'
import { requireVersion, requireWorkflow } from './lookup.ts'
import { removeSchedules } from './schedules.ts'
import { removeTriggers } from './triggers.ts'

/** Deletes triggers, schedules, states and waiting events at once. Executions and snapshots are swept afterwards. */
export function deleteWorkflow(step: Step, request: Extract<ControlRequest, { type: 'deleteWorkflow' }>): Json {
  const workflow = requireWorkflow(step, request.namespace, request.workflow)
  const { row } = workflow
  requireVersion(`The workflow "${row.name}"`, row.version, request)
  requireNoLivingExecutions(step, workflow)
  removeTriggers(step, workflow)
  removeSchedules(step, workflow)
  removeBackfills(step, workflow)
  for (const name of workflow.states.keys()) setLaneState(step, workflow, name, null)
  const message = `The workflow "${row.name}" was deleted.`
  clearInbox(step, workflow, { code: 'WORKFLOW_NOT_FOUND', message, details: { namespace: row.namespace } })
  step.world.removeWorkflow(workflow)
  step.changes.workflows.delete({
    id: row.id,
    namespace: row.namespace,
    name: row.name,
    lastExecutionId: step.world.counters.workflowExecution,
    deleteTime: step.now,
  })
  return { ...row }
}

function requireNoLivingExecutions(step: Step, { row }: WorkflowLane): void {
  const alive = [...step.world.executions.values()].filter(({ execution }) => execution.workflowId === row.id)
  const [first] = alive
  if (first === undefined) return
  const which =
    alive.length === 1 ? `execution ${first.execution.id}` : `${alive.length} executions, such as ${first.execution.id}`
  throw new AIFlowError(
    'EXECUTION_ALIVE',
    `The workflow "${row.name}" cannot be deleted while it has living executions: ${which}. Disable it and stop them first.`,
    { details: { namespace: row.namespace, workflow: row.name, alive: alive.length } },
  )
}
