import { timerId } from '../../model/timer-ids.ts'
import type { BackfillRow } from '../../storage/rows.ts'
import { hasPlace } from '../executions/admission.ts'
import type { Step } from '../step.ts'
import type { WorkflowLane } from '../world/workflow-lane.ts'

/** To be called when the backfills of a workflow may have room: an execution ended, or the workflow was changed. */
export function wakeBackfills(step: Step, workflowId: number): void {
  for (const row of step.world.backfills.livingOf(workflowId)) wakeBackfill(step, row)
}

/** Lets a backfill go on in a step of its own, if there is something to start. */
export function wakeBackfill(step: Step, row: BackfillRow): void {
  const workflow = step.world.workflows.get(row.workflowId)
  if (workflow !== undefined && mayStart(step, workflow, row)) setBackfillTimer(step, row.id)
}

/** Whether an execution of the backfill may begin now. Those that wait for a place come first. */
export function mayStart(step: Step, workflow: WorkflowLane, row: BackfillRow): boolean {
  const { paused, stopping, counts, maxActive } = row
  if (paused || stopping || counts.left === 0 || counts.running >= maxActive) return false
  return workflow.row.enabled && hasPlace(step, workflow)
}

/** A firing is known by its time, so each is later than the one before. */
export function setBackfillTimer(step: Step, backfillId: number): void {
  const id = timerId.backfill(backfillId)
  if (step.world.timers.has(id)) return
  const { wakeTimes } = step.world.backfills
  const dueTime = Math.max(step.now, (wakeTimes.get(backfillId) ?? 0) + 1)
  wakeTimes.set(backfillId, dueTime)
  step.setTimer(id, dueTime)
}
