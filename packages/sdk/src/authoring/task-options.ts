import type { OperatorDefinition, TaskDefinition } from '../wire/workflow-definition.ts'
import { checkOneOf, checkTimezone, invalidWorkflow, quoted } from './checks.ts'
import { checkExpression } from './expression.ts'

/**
 * Names of options, for code that builds them by name.
 *
 * Source: `ai_flow.model.operator.OperatorConfigItem`.
 */
export const OperatorConfigItem = Object.freeze({ PERIODIC_EXPRESSION: 'periodic_expression' })

/** What every task takes. */
export interface TaskOptions {
  /** Attempts after the first one failed; 0 by default. A stopped task is never retried. */
  readonly retries?: number
  /** Delay before the first retry; 5 by default. */
  readonly retryDelaySeconds?: number
  /** Factor from one delay to the next, at least 1; 2 by default. */
  readonly retryBackoff?: number
  /** The longest delay; 300 by default. */
  readonly maxRetryDelaySeconds?: number
  /** The part of a delay that is random, 0 to 1; 0.1 by default. */
  readonly retryJitter?: number
  /** Attempts after one was lost with its machine; 0 by default. */
  readonly retriesOnLost?: number
  /** Limit of one attempt; none by default. */
  readonly timeoutSeconds?: number
  /** Limit of the operator's own `stop`; 60 by default. */
  readonly stopTimeoutSeconds?: number
  /** Time between SIGTERM and SIGKILL; 10 by default. */
  readonly graceSeconds?: number
  /** `cron@…` or `interval@days hours minutes seconds`: the task is started by its own timer in a living execution. */
  readonly periodicExpression?: string
  /** The same option under the name in `OperatorConfigItem.PERIODIC_EXPRESSION`. */
  readonly periodic_expression?: string
  /** IANA name for the periodic expression; UTC by default. */
  readonly timezone?: string
  /** What the timer does while the task is alive; `ignore` by default. */
  readonly periodicWhenAlive?: TaskDefinition['periodicWhenAlive']
  /** An execution may end while this task still waits for its first event; `false` by default. */
  readonly optional?: boolean
  /** A failure of this task does not fail its execution; `false` by default. */
  readonly allowFailure?: boolean
}

/** What every task whose code is TypeScript takes. */
export interface CodeTaskOptions extends TaskOptions {
  /** `warm` (default): in a process that is used again. `process`: in one of its own. */
  readonly isolation?: Extract<OperatorDefinition, { type: 'code' }>['isolation']
  /** Time between two calls of `getMetrics`, 1 to 86400; 10 by default. */
  readonly metricsSeconds?: number
}

/** The data form of the options, all defaults filled. */
export type TaskSettings = Omit<TaskDefinition, 'name' | 'operator' | 'rules'>

const MAX_RETRIES = 1_000_000

/** Throws INVALID_WORKFLOW where an option cannot be what it is. */
export function taskSettings(task: string, options: TaskOptions): TaskSettings {
  const number = (field: NumberOption, fallback: number) => checkedNumber(task, field, options[field] ?? fallback)
  return {
    retry: {
      retries: number('retries', 0),
      retryDelaySeconds: number('retryDelaySeconds', 5),
      retryBackoff: number('retryBackoff', 2),
      maxRetryDelaySeconds: number('maxRetryDelaySeconds', 300),
      retryJitter: number('retryJitter', 0.1),
      retriesOnLost: number('retriesOnLost', 0),
    },
    ...(options.timeoutSeconds === undefined ? {} : { timeoutSeconds: number('timeoutSeconds', 0) }),
    stopTimeoutSeconds: number('stopTimeoutSeconds', 60),
    graceSeconds: number('graceSeconds', 10),
    ...periodicSettings(task, options),
    optional: options.optional ?? false,
    allowFailure: options.allowFailure ?? false,
  }
}

const WHOLE = {
  isValid: (value: number) => Number.isInteger(value) && value >= 0 && value <= MAX_RETRIES,
  rule: 'a whole number from 0 to 1000000',
}
const NOT_NEGATIVE = { isValid: (value: number) => value >= 0, rule: 'a number of seconds, 0 or more' }
const POSITIVE = { isValid: (value: number) => value > 0, rule: 'a number of seconds greater than 0' }

const NUMBER_OPTIONS = {
  retries: WHOLE,
  retriesOnLost: WHOLE,
  retryDelaySeconds: NOT_NEGATIVE,
  maxRetryDelaySeconds: NOT_NEGATIVE,
  retryBackoff: { isValid: (value: number) => value >= 1, rule: 'a factor of 1 or more' },
  retryJitter: { isValid: (value: number) => value >= 0 && value <= 1, rule: 'a number from 0 to 1' },
  timeoutSeconds: POSITIVE,
  stopTimeoutSeconds: POSITIVE,
  graceSeconds: NOT_NEGATIVE,
}

type NumberOption = keyof typeof NUMBER_OPTIONS

function checkedNumber(task: string, field: NumberOption, value: unknown): number {
  const { isValid, rule } = NUMBER_OPTIONS[field]
  if (typeof value === 'number' && Number.isFinite(value) && isValid(value)) return value
  throw invalidWorkflow(`"${field}" of the task "${task}" cannot be ${quoted(value)}. It is ${rule}.`, { task, field })
}

function periodicSettings(task: string, options: TaskOptions) {
  const { timezone, periodicWhenAlive = 'ignore' } = options
  const expression = options.periodicExpression ?? options.periodic_expression
  checkOneOf(`"periodicWhenAlive" of the task "${task}"`, periodicWhenAlive, ['ignore', 'restart', 'queue'])
  if (expression !== undefined) checkExpression(`the task "${task}"`, expression)
  if (timezone !== undefined) checkTimezone(`the task "${task}"`, timezone)
  return {
    ...(expression === undefined ? {} : { periodicExpression: expression }),
    ...(timezone === undefined ? {} : { timezone }),
    periodicWhenAlive,
  }
}
