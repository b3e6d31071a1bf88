import { AIFlowError } from '@aiflow/sdk/internal/errors'
import { CronCalendar } from './cron-calendar.ts'
import { type CronFields, parseCronFields } from './cron-fields.ts'
import { TimeZone } from './time-zone.ts'

const CRON = 'cron@'
const INTERVAL = 'interval@'
const EXAMPLES = 'Examples: "cron@*/5 * * * *", "interval@0 0 1 30".'

/** Keeps every firing within the range of dates. */
const LONGEST_INTERVAL_MS = 36_525 * 86_400_000

const BEFORE_1970 = -1

/** The firings of a schedule or periodic task. There is none before 1970. */
export interface Calendar {
  /** The first firing after a time (milliseconds since the epoch), from 1970 on; null if there is none. */
  next(afterMs: number): number | null
  /** The last firing before a time, also from before something was created; null if there is none since 1970. */
  previous(beforeMs: number): number | null
  /** The newest firings at or before a time, oldest first, at most `count`. */
  newest(count: number, untilMs: number): readonly number[]
}

/**
 * Reads `cron@<five or six fields, or a name like @daily>` (in an IANA time zone) or `interval@<days> <hours> <minutes> <seconds>` (counted from
 * `anchorMs`). Throws `INVALID_EXPRESSION`.
 */
export function parseExpression(expression: string, timezone: string, anchorMs: number): Calendar {
  const calendar = calendarOf(expression, timezone, anchorMs)
  return { ...calendar, next: (afterMs) => calendar.next(Math.max(afterMs, BEFORE_1970)) }
}

function calendarOf(expression: string, timezone: string, anchorMs: number): Calendar {
  if (expression.startsWith(CRON)) return cronCalendar(expression, timezone)
  if (expression.startsWith(INTERVAL)) return intervalCalendar(expression, anchorMs)
  const advice = isCron(expression) ? `Did you mean "${CRON}${expression}"?` : EXAMPLES
  throw invalid(expression, 'it begins with neither "cron@" nor "interval@"', { advice })
}

/** Other programs write the same fields without the prefix. */
function isCron(fields: string): boolean {
  try {
    parseCronFields(fields)
    return true
  } catch {
    return false
  }
}

function cronCalendar(expression: string, timezone: string): Calendar {
  const zone = parseTimezone(expression, timezone)
  const cron = new CronCalendar(parseFields(expression), zone)
  return {
    next: (afterMs) => cron.next(afterMs),
    previous: (beforeMs) => cron.previous(beforeMs),
    newest: (count, untilMs) => {
      const times: number[] = []
      // A firing at exactly `untilMs` counts.
      for (let time = cron.previous(untilMs + 1); time !== null && times.length < count; time = cron.previous(time))
        times.push(time)
      return times.reverse()
    },
  }
}

function parseFields(expression: string): CronFields {
  try {
    return parseCronFields(expression.slice(CRON.length).trim())
  } catch (error) {
    throw invalid(expression, error instanceof Error ? error.message : String(error), { cause: error })
  }
}

function parseTimezone(expression: string, timezone: string): TimeZone {
  try {
    return new TimeZone(timezone)
  } catch (cause) {
    throw new AIFlowError(
      'INVALID_EXPRESSION',
      `The time zone "${timezone}" of the expression "${expression}" does not exist. Write an IANA name, such as "UTC" or "Europe/Berlin".`,
      { details: { expression, timezone }, cause },
    )
  }
}

function intervalCalendar(expression: string, anchorMs: number): Calendar {
  const parts = expression.slice(INTERVAL.length).trim().split(/\s+/)
  const numbers = parts.map(Number)
  if (parts.length !== 4 || !parts.every((part) => /^\d+$/.test(part))) {
    throw invalid(expression, 'an interval is four whole numbers: days, hours, minutes, seconds')
  }
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = numbers
  const periodMs = (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000
  if (periodMs <= 0) throw invalid(expression, 'an interval must be longer than 0 seconds')
  if (periodMs > LONGEST_INTERVAL_MS) throw invalid(expression, 'an interval must not be longer than 100 years')
  const elapsed = (timeMs: number): number => Math.floor((timeMs - anchorMs) / periodMs)
  return {
    next: (afterMs) => anchorMs + (elapsed(afterMs) + 1) * periodMs,
    previous: (beforeMs) => {
      const time = anchorMs + (Math.ceil((beforeMs - anchorMs) / periodMs) - 1) * periodMs
      return time < 0 ? null : time
    },
    newest: (count, untilMs) => {
      const last = Math.max(0, elapsed(untilMs))
      const length = Math.min(count, last)
      return Array.from({ length }, (_, index) => anchorMs + (last - length + 1 + index) * periodMs)
    },
  }
}

function invalid(
  expression: string,
  problem: string,
  { advice = EXAMPLES, cause }: { advice?: string; cause?: unknown } = {},
): AIFlowError {
  return new AIFlowError('INVALID_EXPRESSION', `The expression "${expression}" is not valid: ${problem}. ${advice}`, {
    details: { expression },
    cause,
  })
}
