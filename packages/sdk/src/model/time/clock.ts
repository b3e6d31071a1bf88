import { MAX_DURATION_SECONDS, MAX_TIME_MS } from '../limits.ts'

/*
 * Sums of time. They saturate: whatever somebody wrote as a duration, a due time, a deadline or a delay is a whole number
 * that a date, the store and JSON can hold.
 */

/** A duration in milliseconds, rounded up; what is longer than 100 years, or endless, counts as 100 years. */
export function msOf(seconds: number): number {
  return Math.ceil(Math.min(seconds, MAX_DURATION_SECONDS) * 1000)
}

/** The moment so long after another one, at most the last that a date can be. */
export function timeAfter(timeMs: number, ms: number): number {
  return Math.min(timeMs + ms, MAX_TIME_MS)
}
