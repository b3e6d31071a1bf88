/** How calls that are safe to repeat are retried while the server cannot be reached. */
export interface RetryPolicy {
  /** Maximum number of attempts, 4 by default. `Infinity`: until the server is back or the call is aborted. */
  readonly attempts: number
  /** Maximum delay before the first retry, in milliseconds; 50 by default. It doubles with each retry. */
  readonly firstDelayMs: number
  /** Upper bound of all delays, in milliseconds; 2000 by default. */
  readonly maxDelayMs: number
}

export const DEFAULT_RETRY: RetryPolicy = Object.freeze({ attempts: 4, firstDelayMs: 50, maxDelayMs: 2000 })

/** Half of the delay is random, so that many clients do not return at the same moment. */
export function delayBefore(attempt: number, policy: RetryPolicy): number {
  const full = Math.min(policy.maxDelayMs, policy.firstDelayMs * 2 ** Math.min(attempt, 30))
  return full / 2 + (Math.random() * full) / 2
}

/** The longest delay that a server can ask for. */
const LONGEST_ASKED_MS = 30_000
const SECONDS = /^\d+(?:\.\d+)?$/

/** The delay that `Retry-After` asks for, in milliseconds, up to the limit above; 0 without the header. */
export function askedDelay(retryAfter: string | null, now = Date.now()): number {
  if (retryAfter === null) return 0
  const ms = SECONDS.test(retryAfter) ? Number(retryAfter) * 1000 : Date.parse(retryAfter) - now
  return Number.isNaN(ms) ? 0 : Math.min(Math.max(ms, 0), LONGEST_ASKED_MS)
}
