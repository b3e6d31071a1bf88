import type { ScheduledTime } from '@aiflow/sdk/internal/worker-protocol'
import type { Calendar } from './expression.ts'

/** The earliest beginning of an interval: expressions have no times before 1970. */
const EPOCH = 0

/** A time of a calendar, with the interval since the time before it. */
export function scheduledTime(calendar: Calendar, name: string | null, dueTime: number): ScheduledTime {
  return { name, dueTime, intervalStart: calendar.previous(dueTime) ?? EPOCH, intervalEnd: dueTime }
}
