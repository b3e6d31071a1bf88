import { AIFlowError, isAIFlowError } from '@aiflow/sdk/internal/errors'
import type { Identity } from './identity.ts'

/** Maximum number of remembered callers. Above it, callers that sent nothing lately are forgotten. */
const REMEMBERED = 10_000
/** An address that sends bad tokens gets this many answers per second. */
const FAILURES_PER_SECOND = 100

export interface RateLimitsOptions {
  /** Limit of one token, and of all tasks of one workflow execution together; 0: no limit. */
  readonly requestsPerSecond: number
  /** Milliseconds of a monotonic clock. */
  readonly now: () => number
}

interface Bucket {
  left: number
  filledAt: number
}

/**
 * Keeps one caller from overloading the server. Each caller has a bucket, which holds the requests of two seconds and
 * fills over time. Bad tokens draw from a bucket of their address, which valid tokens never touch.
 */
export class RateLimits {
  readonly #options: RateLimitsOptions
  readonly #callers = new Map<string, Bucket>()
  readonly #failures = new Map<string, Bucket>()

  constructor(options: RateLimitsOptions) {
    this.#options = options
  }

  /** Returns the result of `identify`. Throws what that throws, or `RATE_LIMITED`. */
  admit(address: string, identify: () => Identity): Identity {
    const identity = this.#identify(address, identify)
    const { requestsPerSecond } = this.#options
    if (requestsPerSecond > 0) this.#take(this.#callers, callerOf(identity), requestsPerSecond)
    return identity
  }

  #identify(address: string, identify: () => Identity): Identity {
    try {
      return identify()
    } catch (error) {
      if (isAIFlowError(error) && error.code === 'UNAUTHENTICATED')
        this.#take(this.#failures, address, FAILURES_PER_SECOND)
      throw error
    }
  }

  #take(buckets: Map<string, Bucket>, caller: string, perSecond: number): void {
    const now = this.#options.now()
    const bucket = buckets.get(caller) ?? add(buckets, caller, { left: 2 * perSecond, filledAt: now })
    bucket.left = Math.min(2 * perSecond, bucket.left + ((now - bucket.filledAt) / 1000) * perSecond)
    bucket.filledAt = now
    if (bucket.left < 1) throw rateLimited(perSecond, (1 - bucket.left) / perSecond)
    bucket.left -= 1
  }
}

function add(buckets: Map<string, Bucket>, caller: string, bucket: Bucket): Bucket {
  if (buckets.size >= REMEMBERED) {
    for (const [key, { filledAt }] of buckets) if (bucket.filledAt - filledAt > 2000) buckets.delete(key)
    // If all are active, forgetting them is lenient to all of them.
    if (buckets.size >= REMEMBERED) buckets.clear()
  }
  buckets.set(caller, bucket)
  return bucket
}

function callerOf(identity: Identity): string {
  return identity.type === 'token' ? `token:${identity.name}` : `execution:${identity.task.workflowExecutionId}`
}

function rateLimited(perSecond: number, seconds: number): AIFlowError {
  const retryAfterSeconds = Math.max(1, Math.ceil(seconds))
  const message = `More than ${perSecond} requests came in a second. Wait ${retryAfterSeconds} s, and send several events at once.`
  return new AIFlowError('RATE_LIMITED', message, { details: { requestsPerSecond: perSecond, retryAfterSeconds } })
}
