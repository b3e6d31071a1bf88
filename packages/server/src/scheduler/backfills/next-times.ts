import type { Calendar } from '../../calendar/expression.ts'
import { calendarOf, timesOf } from '../../rules/backfills/backfill-span.ts'
import type { BackfillRow } from '../../storage/rows.ts'
import type { ScheduledExecution } from '../../storage/scheduled-execution.ts'

/** The next times of a backfill that one step looks at, and what the store says of them. */
export interface NextTimes {
  /** The time that they follow; null at first. */
  readonly after: number | null
  readonly calendar: Calendar
  /** In order, each with its executions in the store. */
  readonly executions: ReadonlyMap<number, readonly ScheduledExecution[]>
  /** No time follows them. */
  readonly isAll: boolean
}

const FEWEST = 10
const MOST = 100

/** Some may be left out, so there are more of them than may be started. */
export function nextTimesOf(row: BackfillRow): Pick<NextTimes, 'calendar' | 'isAll'> & { readonly dueTimes: number[] } {
  const count = Math.min(MOST, Math.max(FEWEST, 2 * (row.maxActive - row.counts.running)))
  const calendar = calendarOf(row)
  const dueTimes: number[] = []
  for (const dueTime of timesOf(row, calendar, row.lastTime)) {
    if (dueTimes.length === count) return { calendar, dueTimes, isAll: false }
    dueTimes.push(dueTime)
  }
  return { calendar, dueTimes, isAll: true }
}
