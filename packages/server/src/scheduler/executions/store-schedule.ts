import { timerId } from '../../model/timer-ids.ts'
import type { ScheduleRow } from '../../storage/rows.ts'
import { wakeBackfills } from '../backfills/wake-backfills.ts'
import type { Step } from '../step.ts'

/** Stores a new or changed schedule with its timer. Backfills that waited for it go on. */
export function storeSchedule(step: Step, row: ScheduleRow): ScheduleRow {
  step.world.schedules.set(row.id, row)
  step.changes.schedules.set(row)
  step.setTimer(timerId.schedule(row.id), row.nextTime)
  wakeBackfills(step, row.workflowId)
  return row
}

export function removeSchedule(step: Step, { id, workflowId }: ScheduleRow): void {
  step.world.schedules.delete(id)
  step.changes.schedules.delete(id)
  step.setTimer(timerId.schedule(id), null)
  wakeBackfills(step, workflowId)
}
