import { timerId } from '../../model/timer-ids.ts'
import type { BackfillRow } from '../../storage/rows.ts'
import { hasPlace } from '../executions/admission.ts'
import type { Step } from '../step.ts'
import type { WorkflowLane } from '../world/workflow-lane.ts'
import type { World } from '../world/world.ts'

/**
 * To be called when the backfills of a workflow may have something to start: an execution ended, or the workflow or one of
 * its schedules was changed.
 */
export function wakeBackfills(step: Step, workflowId: number): void {
  for (const row of step.world.backfills.livingOf(workflowId)) wakeBackfill(step, row)
}

/** Lets a backfill go on in a step of its own, if there is something to start. */
export function wakeBackfill(step: Step, row: BackfillRow): void {
  const workflow = step.world.workflows.get(row.workflowId)
  if (workflow !== undefined && mayStart(step.world, workflow, row)) setBackfillTimer(step, row.id)
}

/** Whether an execution of the backfill may begin now. Those that wait for a place come first. */
export function mayStart(world: World, workflow: WorkflowLane, row: BackfillRow): boolean {
  const { paused, stopping, counts, maxActive } = row
  if (paused || stopping || counts.left === 0 || counts.running >= maxActive) return false
  return workflow.row.enabled && hasPlace(world, workflow)
}

export function setBackfillTimer(step: Step, backfillId: number): void {
  const id = timerId.backfill(backfillId)
  if (!step.world.timers.has(id)) step.setTimer(id, step.soonest)
}
