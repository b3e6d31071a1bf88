import type { WorkflowExecutionRow } from '../../storage/rows.ts'
import type { Step } from '../step.ts'
import type { ExecutionLane } from '../world/execution-lane.ts'

/** Changes what is known of a workflow execution besides its status. */
export function replaceExecution(step: Step, lane: ExecutionLane, patch: Partial<WorkflowExecutionRow>): void {
  lane.execution = { ...lane.execution, ...patch }
  step.world.living.note(lane)
  step.changes.workflowExecutions.set(lane.execution)
}
