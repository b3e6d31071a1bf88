/** How often a call that may safely be repeated is repeated while the server cannot be reached. */
export interface RetryPolicy {
  /** Attempts in all, 4 by default. `Infinity`: until the server is back or the call is aborted. */
  readonly attempts: number
  /** Upper bound of the first wait, 50 by default; it doubles from one to the next. */
  readonly firstDelayMs: number
  /** 2000 by default. */
  readonly maxDelayMs: number
}

export const DEFAULT_RETRY: RetryPolicy = Object.freeze({ attempts: 4, firstDelayMs: 50, maxDelayMs: 2000 })

/** Half of the delay is random, so that many clients do not come back in the same moment. */
export function delayBefore(attempt: number, policy: RetryPolicy): number {
  const full = Math.min(policy.maxDelayMs, policy.firstDelayMs * 2 ** Math.min(attempt, 30))
  return full / 2 + (Math.random() * full) / 2
}

/** A server may ask for more time than this; it gets no more. */
const LONGEST_ASKED_MS = 30_000
const SECONDS = /^\d+(?:\.\d+)?$/

/** What `Retry-After` asks for, in milliseconds, as far as it is waited for; 0 where nothing is asked for. */
export function askedDelay(retryAfter: string | null, now = Date.now()): number {
  if (retryAfter === null) return 0
  const ms = SECONDS.test(retryAfter) ? Number(retryAfter) * 1000 : Date.parse(retryAfter) - now
  return Number.isNaN(ms) ? 0 : Math.min(Math.max(ms, 0), LONGEST_ASKED_MS)
}
