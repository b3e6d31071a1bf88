import { MAX_DURATION_SECONDS, MAX_TIME_MS } from '../limits.ts'

/*
 * Arithmetic of time. It saturates: every due time, deadline and delay is a whole number that a date, the store and JSON can
 * hold.
 */

/** A duration in milliseconds, rounded up and limited to 100 years. */
export function msOf(seconds: number): number {
  return Math.ceil(Math.min(seconds, MAX_DURATION_SECONDS) * 1000)
}

/** The moment a duration after another one, limited to the last possible date. */
export function timeAfter(timeMs: number, ms: number): number {
  return Math.min(timeMs + ms, MAX_TIME_MS)
}
