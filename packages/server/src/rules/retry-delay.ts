import { msOf } from '@aiflow/sdk/internal/time'
import type { RetryPolicy } from '@aiflow/sdk/internal/wire'

export interface FailedAttempt {
  readonly taskExecutionId: number
  /** 1, 2, … */
  readonly attemptNumber: number
}

/**
 * The delay before the next attempt, in milliseconds. Its jitter is derived from the ids of execution and attempt, so
 * that a step that is redone decides the same.
 */
export function retryDelayMs(policy: RetryPolicy, { taskExecutionId, attemptNumber }: FailedAttempt): number {
  const { retryDelaySeconds, retryBackoff, maxRetryDelaySeconds, retryJitter } = policy
  // The factor becomes infinite after a thousand attempts, and zero times infinity is not a number.
  const factor = Math.min(retryBackoff ** (attemptNumber - 1), Number.MAX_SAFE_INTEGER)
  const ms = msOf(Math.min(retryDelaySeconds * factor, maxRetryDelaySeconds))
  const spread = mix(Math.imul(taskExecutionId, 0x9e3779b1) ^ attemptNumber) / 2 ** 32
  return Math.round(ms * (1 + retryJitter * (2 * spread - 1)))
}

/** Spreads neighbouring numbers over 32 bits. */
function mix(value: number): number {
  const first = Math.imul(value ^ (value >>> 16), 0x85ebca6b)
  const second = Math.imul(first ^ (first >>> 13), 0xc2b2ae35)
  return (second ^ (second >>> 16)) >>> 0
}
