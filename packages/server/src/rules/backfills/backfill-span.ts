import { AIFlowError } from '@aiflow/sdk/internal/errors'
import type { Json } from '@aiflow/sdk/internal/json'
import { type Calendar, parseExpression } from '../../calendar/expression.ts'

type Parameters = Readonly<Record<string, Json>>

/** What a backfill is asked to go over; times are milliseconds since the epoch. */
export interface AskedSpan {
  readonly schedule?: string | undefined
  readonly expression?: string | undefined
  readonly timezone?: string | undefined
  /** Inclusive. */
  readonly from: number
  /** Exclusive. */
  readonly to: number
  readonly order: 'oldestFirst' | 'newestFirst'
}

/** A schedule, as far as a backfill follows it. */
interface FollowedSchedule {
  readonly name: string
  readonly expression: string
  readonly timezone: string
  readonly parameters: Parameters
  readonly createTime: number
}

/** The times that a backfill goes over. */
export interface BackfillSpan extends Pick<AskedSpan, 'from' | 'to' | 'order'> {
  /** Null for an expression of its own. */
  readonly schedule: string | null
  readonly expression: string
  readonly timezone: string
  /** What the times of an `interval@` are counted from. */
  readonly anchorTime: number
}

/**
 * The times that are meant, with the parameters of their schedule. Throws `SCHEDULE_NOT_FOUND`, `INVALID_EXPRESSION`, and
 * `INVALID_ARGUMENT` if it is not said of which schedule they are, or if they are not in the past.
 */
export function backfillSpan(
  workflow: string,
  asked: AskedSpan,
  { schedules, now }: { readonly schedules: readonly FollowedSchedule[]; readonly now: number },
): BackfillSpan & { readonly parameters: Parameters } {
  const { from, to, order } = asked
  if (from >= to) throw wrong('"from" must be before "to", which is exclusive.', { from, to })
  if (to > now) {
    throw wrong(
      `"to" is in the future: it is ${isoTime(to)}, and now it is ${isoTime(now)}. Give a time that has passed.`,
      { to },
    )
  }
  if (asked.expression !== undefined) return ofExpression(asked, asked.expression)
  if (asked.timezone !== undefined) throw wrong('"timezone" is for an expression: a schedule has its own.', {})
  const { name, expression, timezone, parameters, createTime } = followedSchedule(workflow, asked.schedule, schedules)
  return { schedule: name, expression, timezone, anchorTime: createTime, parameters, from, to, order }
}

/** The times in their order, those after `last` alone if it is given. */
export function* timesOf(
  { from, to, order }: Pick<BackfillSpan, 'from' | 'to' | 'order'>,
  calendar: Calendar,
  last: number | null,
): Iterable<number> {
  const isOldestFirst = order === 'oldestFirst'
  const step = (time: number) => (isOldestFirst ? calendar.next(time) : calendar.previous(time))
  let time = step(last ?? (isOldestFirst ? from - 1 : to))
  while (time !== null && time >= from && time < to) {
    yield time
    time = step(time)
  }
}

export function calendarOf({ expression, timezone, anchorTime }: BackfillSpan): Calendar {
  return parseExpression(expression, timezone, anchorTime)
}

function ofExpression(asked: AskedSpan, expression: string): BackfillSpan & { readonly parameters: Parameters } {
  const { from, to, order, timezone = 'UTC' } = asked
  if (asked.schedule !== undefined) throw wrong('Give a schedule or an expression, not both.', {})
  parseExpression(expression, timezone, from)
  return { schedule: null, expression, timezone, anchorTime: from, parameters: {}, from, to, order }
}

/** The schedule of this name, or the only one. Throws `SCHEDULE_NOT_FOUND`, and `INVALID_ARGUMENT` if it is not said which one. */
export function followedSchedule<Schedule extends { readonly name: string }>(
  workflow: string,
  name: string | undefined,
  schedules: readonly Schedule[],
): Schedule {
  const named = schedules.find((schedule) => schedule.name === name)
  if (named !== undefined) return named
  if (name !== undefined) {
    const message = `The workflow "${workflow}" has no schedule "${name}". Look at the list of schedules.`
    throw new AIFlowError('SCHEDULE_NOT_FOUND', message, { details: { workflow, schedule: name } })
  }
  const [first, second] = schedules
  if (first !== undefined && second === undefined) return first
  if (first === undefined) {
    throw wrong(`The workflow "${workflow}" has no schedule. Add one, or start a backfill with an expression.`, {
      workflow,
    })
  }
  const names = schedules.map((schedule) => schedule.name)
  const shown = names.slice(0, 20).map((one) => `"${one}"`)
  throw wrong(`The workflow "${workflow}" has several schedules. Say which one: ${shown.join(', ')}.`, { workflow })
}

function wrong(message: string, details: Readonly<Record<string, Json>>): AIFlowError {
  return new AIFlowError('INVALID_ARGUMENT', message, { details })
}

function isoTime(timeMs: number): string {
  return new Date(timeMs).toISOString()
}
