import { MAX_RETRIES, MAX_RETRY_BACKOFF } from '../../model/limits.ts'
import type { RetryPolicy } from '../../wire/workflow-definition.ts'
import type { OptionNames } from '../checks/checks.ts'
import { checkedNumber, NOT_NEGATIVE, type NumberRule, POSITIVE } from '../checks/number-option.ts'

/** Default of `retryResetSeconds` for a task whose retries have no limit. */
const DEFAULT_RESET_SECONDS = 600

/** Options for what follows a failed attempt. */
export interface RetryOptions {
  /** Maximum number of retries after a failure; 0 by default, `Infinity` for no limit. A stopped task is never retried. */
  readonly retries?: number
  /** Delay before the first retry, in seconds; 5 by default. */
  readonly retryDelaySeconds?: number
  /** Factor from one delay to the next, 1 to 1000; 2 by default. */
  readonly retryBackoff?: number
  /** Upper bound of the delay, in seconds; 300 by default. */
  readonly maxRetryDelaySeconds?: number
  /** The random part of a delay, from 0 to 1; 0.1 by default. */
  readonly retryJitter?: number
  /** Maximum number of retries after an attempt was lost with its machine; 0 by default, or `Infinity` if `retries` is. */
  readonly retriesOnLost?: number
  /**
   * An attempt that ran at least this many seconds resets the count of retries and the delay. 600 by default if `retries` is
   * `Infinity`; otherwise never.
   */
  readonly retryResetSeconds?: number
}

export const RETRY_OPTIONS: OptionNames<RetryOptions> = {
  retries: true,
  retryDelaySeconds: true,
  retryBackoff: true,
  maxRetryDelaySeconds: true,
  retryJitter: true,
  retriesOnLost: true,
  retryResetSeconds: true,
}

/** The data form with defaults. Throws INVALID_WORKFLOW if an option is not valid. */
export function retryPolicy(task: string, options: RetryOptions): RetryPolicy {
  const number = (field: NumberOption, fallback: number) =>
    checkedNumber(task, field, { value: options[field] ?? fallback, ...NUMBER_OPTIONS[field] })
  const retries = numberOfRetries(task, 'retries', options.retries ?? 0)
  const endless = retries === 'unlimited'
  const resets = endless || options.retryResetSeconds !== undefined
  return {
    retries,
    retryDelaySeconds: number('retryDelaySeconds', 5),
    retryBackoff: number('retryBackoff', 2),
    maxRetryDelaySeconds: number('maxRetryDelaySeconds', 300),
    retryJitter: number('retryJitter', 0.1),
    retriesOnLost: numberOfRetries(task, 'retriesOnLost', options.retriesOnLost ?? (endless ? Infinity : 0)),
    ...(resets ? { retryResetSeconds: number('retryResetSeconds', DEFAULT_RESET_SECONDS) } : {}),
  }
}

const WHOLE: NumberRule = {
  isValid: (value) => Number.isInteger(value) && value >= 0 && value <= MAX_RETRIES,
  rule: `a whole number from 0 to ${MAX_RETRIES}, or Infinity`,
}

const NUMBER_OPTIONS = {
  retryDelaySeconds: NOT_NEGATIVE,
  maxRetryDelaySeconds: NOT_NEGATIVE,
  retryBackoff: {
    isValid: (value: number) => value >= 1 && value <= MAX_RETRY_BACKOFF,
    rule: `a factor from 1 to ${MAX_RETRY_BACKOFF}`,
  },
  retryJitter: { isValid: (value: number) => value >= 0 && value <= 1, rule: 'a number from 0 to 1' },
  retryResetSeconds: POSITIVE,
}

type NumberOption = keyof typeof NUMBER_OPTIONS

function numberOfRetries(task: string, field: string, value: number): number | 'unlimited' {
  return value === Infinity ? 'unlimited' : checkedNumber(task, field, { value, ...WHOLE })
}
