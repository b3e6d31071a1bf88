import { parseTimerId } from '../../model/timer-ids.ts'
import { timesOf } from '../../rules/backfills/backfill-span.ts'
import type { SchedulerStorage } from '../../storage/storage.ts'
import { LOOKED_IN_STEP } from '../backfills/go-on-backfilling.ts'
import type { World } from '../world/world.ts'

export interface BackfillTimes {
  /** Tells the step of the firing what the store says. */
  tell(world: World): void
}

/** The executions that the store has for the next times of a backfill whose timer is due; null for other timers. */
export async function loadBackfillTimes(
  storage: SchedulerStorage,
  world: World,
  timerId: string,
): Promise<BackfillTimes | null> {
  const timer = parseTimerId(timerId)
  const row = timer?.kind === 'backfill' ? world.backfills.get(timer.backfillId) : undefined
  if (row === undefined || row.stopping) return null
  const dueTimes: number[] = []
  for (const dueTime of timesOf(row, row.lastTime)) {
    if (dueTimes.push(dueTime) >= LOOKED_IN_STEP) break
  }
  const { workflowId, schedule } = row
  const executions = await storage.executions.findScheduled({ workflowId, schedule, dueTimes })
  const found = Map.groupBy(executions, ({ dueTime }) => dueTime)
  const times = new Map(dueTimes.map((dueTime) => [dueTime, found.get(dueTime) ?? []]))
  return { tell: (current) => void current.backfills.found.set(row.id, times) }
}
