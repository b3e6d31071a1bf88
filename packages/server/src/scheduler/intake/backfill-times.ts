import type { SchedulerStorage } from '../../storage/storage.ts'
import { nextTimesOf } from '../backfills/next-times.ts'
import { mayStart } from '../backfills/wake-backfills.ts'
import type { World } from '../world/world.ts'

export interface BackfillTimes {
  /** Tells the step of the firing what the store says. */
  tell(world: World): void
}

/** The next times of a backfill whose timer is due, with the executions that the store has for them; null if it may start none. */
export async function loadBackfillTimes(
  storage: SchedulerStorage,
  world: World,
  backfillId: number,
): Promise<BackfillTimes | null> {
  const row = world.backfills.get(backfillId)
  const workflow = row === undefined ? undefined : world.workflows.get(row.workflowId)
  if (row === undefined || workflow === undefined || !mayStart(world, workflow, row)) return null
  const { workflowId, schedule, lastTime: after } = row
  const { dueTimes, ...next } = nextTimesOf(row)
  const found = await storage.executions.findScheduled({ workflowId, schedule, dueTimes })
  const byTime = Map.groupBy(found, ({ dueTime }) => dueTime)
  const executions = new Map(dueTimes.map((dueTime) => [dueTime, byTime.get(dueTime) ?? []]))
  return { tell: (current) => void current.backfills.nextTimes.set(row.id, { ...next, after, executions }) }
}
