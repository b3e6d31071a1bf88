import { useMemo } from 'react'
import { serverClock } from './live/clock.ts'

export const SINCE = ['1h', '1d', '7d'] as const
/** The last hour, day, week. */
export type Since = (typeof SINCE)[number]

const MINUTE_MS = 60_000
const SINCE_MS = { '1h': 60 * MINUTE_MS, '1d': 24 * 60 * MINUTE_MS, '7d': 7 * 24 * 60 * MINUTE_MS }

/** Milliseconds since the epoch, fixed when the filter is set, so that all pages of a list agree. */
export function useBeginOf(since: Since | undefined): number | undefined {
  return useMemo(() => beginOf(since, serverClock.now()), [since])
}

/** Rounded to the minute; undefined if nothing is chosen. */
export function beginOf(since: Since | undefined, now: number): number | undefined {
  if (since === undefined) return undefined
  return Math.floor(now / MINUTE_MS) * MINUTE_MS - SINCE_MS[since]
}
