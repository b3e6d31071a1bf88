import type { AnyEventType } from '../../model/event/event-type.ts'
import { MAX_PRIORITY } from '../../model/limits.ts'
import type { OperatorDefinition, TaskDefinition } from '../../wire/workflow-definition.ts'
import { checkFlag, checkName, checkOneOf, checkTimezone, invalidWorkflow, type OptionNames } from '../checks/checks.ts'
import { checkExpression } from '../checks/expression.ts'
import { METADATA_OPTIONS, type MetadataOptions, metadataFields } from '../checks/metadata-options.ts'
import { checkedNumber, NOT_NEGATIVE, type NumberRule, OPTIONAL_LIMIT, POSITIVE } from '../checks/number-option.ts'
import { type ConnectionOptions, taskConnections } from './connection-options.ts'
import { type Emits, eventSettings } from './event-options.ts'
import { type MapOver, mapSettings } from './map-options.ts'
import { RETRY_OPTIONS, type RetryOptions, retryPolicy } from './retry-options.ts'
import { type SecretOptions, taskSecrets } from './secret-options.ts'

/**
 * Names of options, for code that builds them by name.
 *
 * Source: `ai_flow.model.operator.OperatorConfigItem`.
 */
export const OperatorConfigItem = Object.freeze({ PERIODIC_EXPRESSION: 'periodic_expression' })

/** Options of every task. */
export interface TaskOptions extends RetryOptions, MetadataOptions, SecretOptions, ConnectionOptions {
  /** Runs the task once for each item of a list, with `context.item`; its output is the list of theirs. Once by default. */
  readonly mapOver?: MapOver | undefined
  /** The pool of the namespace that the task needs a slot of, besides a slot of a worker; none by default. */
  readonly pool?: string
  /** Priority among waiting tasks, from -1000 to 1000: the greatest gets a slot first. 0 by default. */
  readonly priority?: number
  /** Maximum duration of one attempt in seconds, up to 100 years; no limit by default. */
  readonly timeoutSeconds?: number
  /**
   * Maximum time in seconds between two reports that the task is alive, by `context.reportAlive()` or by touching the file
   * named in `AIFLOW_LIVENESS_FILE`. An attempt that misses it is ended and counts as failed. No limit by default.
   */
  readonly livenessSeconds?: number
  /** Maximum duration of the operator's own `stop`, in seconds; 60 by default. */
  readonly stopTimeoutSeconds?: number
  /** Time between SIGTERM and SIGKILL, in seconds; 10 by default. */
  readonly graceSeconds?: number
  /**
   * `cron@…` or `interval@days hours minutes seconds`: the task is started by its own timer while the execution is
   * active. None by default.
   */
  readonly periodicExpression?: string
  /** The same option under the name in `OperatorConfigItem.PERIODIC_EXPRESSION`. */
  readonly periodic_expression?: string
  /** Time zone of the periodic expression, an IANA name; UTC by default. */
  readonly timezone?: string
  /** What the timer does while the task is alive; `ignore` by default. */
  readonly periodicWhenAlive?: TaskDefinition['periodicWhenAlive']
  /** Whether an execution may end while this task still waits for its first event; `false` by default. */
  readonly optional?: boolean
  /** Whether the execution may succeed although this task failed; `false` by default. */
  readonly allowFailure?: boolean
  /**
   * Clean-up: the task does not start with its execution, and may start while the execution is stopped, by hand, at its
   * time-out or at a failure. Without a rule that starts it, it starts once all other tasks have ended. `false` by default.
   */
  readonly onStop?: boolean
  /**
   * The keys of the events that the task sends: to its own execution, or with `to: 'namespace'` to everyone. They are shown in
   * the graph, and an upload warns of rules and triggers that wait for an event that does not reach them. None by default.
   */
  readonly emits?: readonly Emits[]
  /**
   * The keys of the events that the code of the task listens to by `events.listen`, besides those of its rules. They are shown
   * in the graph, and an upload warns of those that are almost the same as one that is sent. None by default.
   */
  readonly listensTo?: readonly (string | AnyEventType)[]
}

/** Options of every task whose code is TypeScript. */
export interface CodeTaskOptions extends TaskOptions {
  /**
   * `warm` (default): the task has a process to itself, which is reused. `process`: it has a process of its own. `shared`: it
   * runs in one process with many others, for code that mostly waits.
   */
  readonly isolation?: Extract<OperatorDefinition, { type: 'code' }>['isolation']
  /** Time between two calls of `getMetrics` in seconds, from 1 to 86400; 10 by default. */
  readonly metricsSeconds?: number
}

export const TASK_OPTIONS: OptionNames<TaskOptions> = {
  ...METADATA_OPTIONS,
  ...RETRY_OPTIONS,
  secrets: true,
  connections: true,
  mapOver: true,
  pool: true,
  priority: true,
  timeoutSeconds: true,
  livenessSeconds: true,
  stopTimeoutSeconds: true,
  graceSeconds: true,
  periodicExpression: true,
  periodic_expression: true,
  timezone: true,
  periodicWhenAlive: true,
  optional: true,
  allowFailure: true,
  onStop: true,
  emits: true,
  listensTo: true,
}

/** The data form of the options, with all defaults. */
export type TaskSettings = Omit<TaskDefinition, 'name' | 'operator' | 'rules'>

/** Throws INVALID_WORKFLOW if an option is not valid. */
export function taskSettings(task: string, options: TaskOptions): TaskSettings {
  const number = (field: NumberOption, fallback: number) =>
    checkedNumber(task, field, { value: options[field] ?? fallback, ...NUMBER_OPTIONS[field] })
  const { optional = false, allowFailure = false, onStop = false } = options
  checkFlag(`"optional" of the task "${task}"`, optional)
  checkFlag(`"allowFailure" of the task "${task}"`, allowFailure)
  checkFlag(`"onStop" of the task "${task}"`, onStop)
  if (onStop && periodicOf(options) !== undefined) throw periodicCleanUp(task)
  const secrets = taskSecrets(task, options)
  return {
    ...metadataFields(`the task "${task}"`, options),
    retry: retryPolicy(task, options),
    ...secrets,
    ...taskConnections(task, options, secrets.secrets),
    ...mapSettings(task, options.mapOver),
    ...slotSettings(task, options),
    ...(options.timeoutSeconds === undefined ? {} : { timeoutSeconds: number('timeoutSeconds', 0) }),
    ...(options.livenessSeconds === undefined ? {} : { livenessSeconds: number('livenessSeconds', 0) }),
    stopTimeoutSeconds: number('stopTimeoutSeconds', 60),
    graceSeconds: number('graceSeconds', 10),
    ...periodicSettings(task, options),
    optional,
    allowFailure,
    ...(onStop ? { onStop } : {}),
    ...eventSettings(task, options),
  }
}

function slotSettings(task: string, { pool, priority }: TaskOptions) {
  if (pool !== undefined) checkName('pool', pool)
  return {
    ...(pool === undefined ? {} : { pool }),
    ...(priority === undefined ? {} : { priority: checkedNumber(task, 'priority', { value: priority, ...PRIORITY }) }),
  }
}

const PRIORITY: NumberRule = {
  isValid: (value) => Number.isInteger(value) && Math.abs(value) <= MAX_PRIORITY,
  rule: `a whole number from -${MAX_PRIORITY} to ${MAX_PRIORITY}`,
}

const NUMBER_OPTIONS = {
  timeoutSeconds: OPTIONAL_LIMIT,
  livenessSeconds: OPTIONAL_LIMIT,
  stopTimeoutSeconds: POSITIVE,
  graceSeconds: NOT_NEGATIVE,
}

type NumberOption = keyof typeof NUMBER_OPTIONS

function periodicOf({ periodicExpression, periodic_expression }: TaskOptions): string | undefined {
  return periodicExpression ?? periodic_expression
}

function periodicCleanUp(task: string) {
  const message = `The task "${task}" has both "onStop" and a periodic expression, but a timer cannot start a clean-up task. Remove one of the two.`
  return invalidWorkflow(message, { task, field: 'onStop' })
}

function periodicSettings(task: string, options: TaskOptions) {
  const { timezone, periodicWhenAlive = 'ignore' } = options
  const expression = periodicOf(options)
  checkOneOf(`"periodicWhenAlive" of the task "${task}"`, periodicWhenAlive, ['ignore', 'restart', 'queue'])
  if (expression !== undefined) checkExpression(`the task "${task}"`, expression)
  if (timezone !== undefined) checkTimezone(`the task "${task}"`, timezone)
  return {
    ...(expression === undefined ? {} : { periodicExpression: expression }),
    ...(timezone === undefined ? {} : { timezone }),
    periodicWhenAlive,
  }
}
