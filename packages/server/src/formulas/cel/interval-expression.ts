import { cel } from './cel.ts'
import type { Vocabulary } from './check-names.ts'
import type { Bindings } from './value-expression.ts'

/** What an expression over a data interval may name. */
export const INTERVAL_VOCABULARY: Vocabulary = {
  variables: { dueTime: null, intervalStart: null, intervalEnd: null, date: null, timezone: null },
  hint: 'it knows dueTime, intervalStart, intervalEnd, date and timezone',
}

/** A data interval as expressions see it; times are milliseconds since the epoch. */
export interface IntervalVariables {
  readonly dueTime: number
  readonly intervalStart: number
  readonly intervalEnd: number
  /** Of the start of the interval, in the time zone of the schedule: `2026-03-01`. */
  readonly date: string
  /** The name of the time zone. */
  readonly timezone: string
}

export function intervalBindings(variables: IntervalVariables): Bindings {
  const { dueTime, intervalStart, intervalEnd, date, timezone } = variables
  const { timestampFromMs } = cel()
  return {
    dueTime: timestampFromMs(dueTime),
    intervalStart: timestampFromMs(intervalStart),
    intervalEnd: timestampFromMs(intervalEnd),
    date,
    timezone,
  }
}
