import type { ScheduledTime } from '@aiflow/sdk/internal/worker-protocol'
import type { Calendar } from './expression.ts'
import { TimeZone } from './time-zone.ts'

/** The earliest beginning of an interval: expressions have no times before 1970. */
const EPOCH = 0

/** A time of a calendar, with the interval since the time before it. */
export function scheduledTime(calendar: Calendar, name: string | null, dueTime: number): ScheduledTime {
  return { name, dueTime, intervalStart: calendar.previous(dueTime) ?? EPOCH, intervalEnd: dueTime }
}

/** A data interval as expressions see it. `date` is that of its start, in the time zone: `2026-03-01`. */
export function intervalVariables({ dueTime, intervalStart, intervalEnd }: ScheduledTime, timezone: string) {
  return {
    dueTime,
    intervalStart,
    intervalEnd,
    // Most schedules do not ask for it.
    get date() {
      return dateIn(timezone, intervalStart)
    },
    timezone,
  }
}

/** The variables of the next time of an expression, to try expressions with. */
export function exampleVariables(calendar: Calendar, timezone: string, now: number) {
  return intervalVariables(scheduledTime(calendar, null, calendar.next(now) ?? now), timezone)
}

function dateIn(timezone: string, timeMs: number): string {
  const wholeSecond = Math.floor(timeMs / 1000) * 1000
  const local = new Date(wholeSecond + zoneOf(timezone).offsetAt(wholeSecond))
  return local.toISOString().split('T')[0] ?? ''
}

/** An `interval@` takes any text for its time zone, since it does not use it. */
function zoneOf(name: string): TimeZone {
  try {
    return new TimeZone(name)
  } catch {
    return new TimeZone('UTC')
  }
}
