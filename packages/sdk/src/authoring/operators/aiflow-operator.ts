import type { AIFlowError } from '../../errors/aiflow-error.ts'
import type { Json } from '../../model/json/json.ts'
import { MAX_METRICS_SECONDS } from '../../model/limits.ts'
import { quoted } from '../../model/text/quoted.ts'
import type { TaskContext } from '../../model/user-code/task-context.ts'
import type { OperatorDefinition, RetryPolicy } from '../../wire/workflow-definition.ts'
import { checkOneOf, invalidWorkflow } from '../checks/checks.ts'
import { checkTask, Operator, type OperatorOptions } from './operator.ts'
import type { CodeTaskOptions } from './task-options.ts'

type Isolation = Extract<OperatorDefinition, { type: 'code' }>['isolation']

const DEFAULT_METRICS_SECONDS = 10

export interface AIFlowOperatorOptions<Name extends string = string> extends OperatorOptions<Name>, CodeTaskOptions {}

/**
 * A task with code of your own. The process of the task awaits `start`, then `awaitTermination`. The task is SUCCESS when
 * both have succeeded. Its output, a JSON value, is what `awaitTermination` returns, or else what `start` returns. So
 * `start` may do all the work itself, or start work outside, set `context.handle`, and return at once.
 *
 * Source: `ai_flow.model.operator.AIFlowOperator`.
 */
export abstract class AIFlowOperator<Name extends string = string, Output = unknown> extends Operator<Name, Output> {
  readonly isolation: Isolation
  readonly metricsSeconds: number

  /** `retry`: for kinds of operators. Throws the errors of `Operator`. */
  constructor(options: AIFlowOperatorOptions<Name>, retry: Partial<RetryPolicy> = {}) {
    checkTask(options)
    const { isolation = 'warm', metricsSeconds = DEFAULT_METRICS_SECONDS } = options
    checkOneOf(`"isolation" of the task "${options.name}"`, isolation, ['warm', 'process', 'shared'])
    checkMetricsSeconds(options.name, metricsSeconds)
    super(options, retry)
    const { secrets, connections } = this.settings
    if (isolation === 'shared' && (secrets ?? connections) !== undefined) throw sharedWithSecrets(options.name)
    this.isolation = isolation
    this.metricsSeconds = metricsSeconds
  }

  /** Starts the work. Throw an error to fail the attempt, or a NonRetryableError to forbid another attempt. */
  abstract start(context: TaskContext): unknown

  /**
   * Stops the work, so that `start` and `awaitTermination` return. `context.signal` is already aborted. It must return only
   * when the work outside is gone. After `stopTimeoutSeconds` the process is ended. It may run in a new process, where only
   * `context.handle` is left of the start. Does nothing by default.
   */
  stop(_context: TaskContext): void | Promise<void> {}

  /**
   * Runs instead of `start` and continues the outside work of an earlier attempt, given by its handle. What it returns counts
   * as the result of `start`. Without this method, `stop` must confirm that such work is gone before `start` is called.
   */
  reattach?(context: TaskContext, handle: Json): unknown

  /**
   * Waits until the work has ended. `timeoutSeconds` is that of the task, if it has one: the attempt is ended after it. By
   * default there is nothing left to wait for once the promise of `start` has resolved.
   */
  awaitTermination(_context: TaskContext, _timeoutSeconds?: number): unknown {
    return undefined
  }

  /**
   * Up to 50 values about the running work, by name, at most 16 KiB of JSON together. Numbers are charted, other JSON is
   * shown as it is. Called every `metricsSeconds` while the task runs, and once when it has
   * ended without a stop. None by default.
   */
  getMetrics(_context: TaskContext): object | Promise<object> {
    return {}
  }

  override toOperatorDefinition(): OperatorDefinition {
    const { isolation, metricsSeconds } = this
    return {
      type: 'code',
      className: this.constructor.name || 'anonymous',
      isolation,
      metricsSeconds,
      ...(hasOwnStop(this) ? { ownStop: true } : {}),
      ...(this.reattach === undefined ? {} : { reattaches: true }),
    }
  }
}

/** Outside the class, because one that refers to itself is renamed when it is bundled. */
function hasOwnStop({ stop }: AIFlowOperator): boolean {
  return stop !== AIFlowOperator.prototype.stop
}

/** Whether a value is an operator whose code runs in a Node child, even if it is from another copy of the SDK. */
export function isCodeOperator(value: unknown): value is AIFlowOperator {
  if (typeof value !== 'object' || value === null) return false
  const methods = ['start', 'stop', 'awaitTermination', 'getMetrics', 'toOperatorDefinition']
  return methods.every((method) => typeof Reflect.get(value, method) === 'function')
}

/** What others write in the same process could not be told apart from what has to be masked. */
function sharedWithSecrets(task: string): AIFlowError {
  const message = `The task "${task}" cannot have the isolation "shared": a task with secrets or connections has a process to itself. Leave "isolation" out.`
  return invalidWorkflow(message, { task, field: 'isolation' })
}

function checkMetricsSeconds(task: string, seconds: unknown): void {
  if (typeof seconds === 'number' && seconds >= 1 && seconds <= MAX_METRICS_SECONDS) return
  throw invalidWorkflow(
    `"metricsSeconds" of the task "${task}" cannot be ${quoted(seconds)}. It must be a number of seconds from 1 to ${MAX_METRICS_SECONDS}.`,
    { task },
  )
}
