import { AIFlowError } from '@aiflow/sdk/internal/errors'
import { MAX_BACKFILL_TIMES } from '@aiflow/sdk/internal/limits'
import { type BackfillSpan, calendarOf, timesOf } from './backfill-span.ts'

/** All times in their order, and one more than a backfill may have if there are too many. */
export function* allTimes(span: BackfillSpan): Iterable<number> {
  let count = 0
  for (const time of timesOf(span, calendarOf(span), null)) {
    yield time
    count += 1
    if (count > MAX_BACKFILL_TIMES) return
  }
}

/** Throws `INVALID_ARGUMENT` if there are no times, `TOO_LARGE` if there are more than a backfill may have. */
export function requireTimes({ expression, timezone, from, to }: BackfillSpan, times: readonly number[]): void {
  if (times.length > MAX_BACKFILL_TIMES) {
    const message = `The backfill has more than ${MAX_BACKFILL_TIMES} times of "${expression}" (${timezone}). Split the range.`
    throw new AIFlowError('TOO_LARGE', message, { details: { maxTimes: MAX_BACKFILL_TIMES } })
  }
  if (times.length > 0) return
  const range = `from ${new Date(from).toISOString()} until before ${new Date(to).toISOString()}`
  const message = `"${expression}" (${timezone}) has no time ${range}. Widen the range.`
  throw new AIFlowError('INVALID_ARGUMENT', message, { details: { expression, from, to } })
}
