import { AIFlowError } from '@aiflow/sdk/internal'
import { Cron } from 'croner'

const CRON = 'cron@'
const INTERVAL = 'interval@'

/** When something happens again and again. */
export interface Calendar {
  /** The first firing after a time (milliseconds since the epoch), null where there is none. */
  next(afterMs: number): number | null
}

/**
 * Reads `cron@<five or six fields>` (in an IANA time zone) or `interval@<days> <hours> <minutes> <seconds>` (counted from
 * `anchorMs`). Throws `INVALID_EXPRESSION`.
 */
export function parseExpression(expression: string, timezone: string, anchorMs: number): Calendar {
  if (expression.startsWith(CRON)) return cronCalendar(expression, timezone)
  if (expression.startsWith(INTERVAL)) return intervalCalendar(expression, anchorMs)
  throw invalid(expression, 'it begins with neither "cron@" nor "interval@"')
}

function cronCalendar(expression: string, timezone: string): Calendar {
  const fields = expression.slice(CRON.length).trim()
  const count = fields.split(/\s+/).length
  if (count !== 5 && count !== 6)
    throw invalid(expression, `it has ${count} fields instead of five (or six, with seconds first)`)
  let cron: Cron
  try {
    cron = new Cron(fields, { timezone, paused: true })
    cron.nextRun()
  } catch (error) {
    throw invalid(expression, error instanceof Error ? error.message : String(error), error)
  }
  return { next: (afterMs) => cron.nextRun(new Date(afterMs))?.getTime() ?? null }
}

function intervalCalendar(expression: string, anchorMs: number): Calendar {
  const parts = expression.slice(INTERVAL.length).trim().split(/\s+/)
  const numbers = parts.map(Number)
  if (parts.length !== 4 || !numbers.every((value) => Number.isInteger(value) && value >= 0)) {
    throw invalid(expression, 'an interval is four whole numbers: days, hours, minutes, seconds')
  }
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = numbers
  const periodMs = (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000
  if (periodMs <= 0 || !Number.isSafeInteger(periodMs))
    throw invalid(expression, 'an interval must be longer than 0 seconds')
  return { next: (afterMs) => anchorMs + (Math.max(0, Math.floor((afterMs - anchorMs) / periodMs)) + 1) * periodMs }
}

function invalid(expression: string, problem: string, cause?: unknown): AIFlowError {
  return new AIFlowError(
    'INVALID_EXPRESSION',
    `The expression "${expression}" is not valid: ${problem}. Examples: "cron@*/5 * * * *", "interval@0 0 1 30".`,
    { details: { expression }, cause },
  )
}
