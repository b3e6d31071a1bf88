import type { BackfillRow } from '../../storage/rows.ts'
import type { Step } from '../step.ts'

/**
 * From this time on, times belong to the schedule of a backfill: it is behind, as after the server was away, and has not
 * come to them yet. Infinite if it is not behind. The backfill goes on once the schedule has started, or passed over, its
 * times; so each is started once.
 */
export function timeOfSchedule({ world }: Step, { workflowId, schedule: name }: BackfillRow): number {
  for (const schedule of world.schedules.values()) {
    if (schedule.workflowId === workflowId && schedule.name === name) return schedule.nextTime ?? Infinity
  }
  return Infinity
}
