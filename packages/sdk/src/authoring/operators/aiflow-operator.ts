import type { Json } from '../../model/json/json.ts'
import { MAX_METRICS_SECONDS } from '../../model/limits.ts'
import { quoted } from '../../model/text/quoted.ts'
import type { TaskContext } from '../../model/user-code/task-context.ts'
import type { OperatorDefinition } from '../../wire/workflow-definition.ts'
import { checkOneOf, invalidWorkflow } from '../checks/checks.ts'
import { checkTask, Operator, type OperatorOptions } from './operator.ts'
import type { CodeTaskOptions } from './task-options.ts'

type Isolation = Extract<OperatorDefinition, { type: 'code' }>['isolation']

const DEFAULT_METRICS_SECONDS = 10

export interface AIFlowOperatorOptions extends OperatorOptions, CodeTaskOptions {}

/**
 * A task whose code is yours. In the process of the task `start` is awaited, then `awaitTermination`; the task is SUCCESS
 * when both have ended well. What `awaitTermination` returns is the output of the task, else what `start` returns, a JSON
 * value. So `start` may do all the work itself, or start work outside, keep `context.handle`, and return at once.
 *
 * Source: `ai_flow.model.operator.AIFlowOperator`.
 */
export abstract class AIFlowOperator extends Operator {
  readonly isolation: Isolation
  readonly metricsSeconds: number

  /** Throws what `Operator` throws. */
  constructor(options: AIFlowOperatorOptions) {
    checkTask(options)
    const { isolation = 'warm', metricsSeconds = DEFAULT_METRICS_SECONDS } = options
    checkOneOf(`"isolation" of the task "${options.name}"`, isolation, ['warm', 'process'])
    checkMetricsSeconds(options.name, metricsSeconds)
    super(options)
    this.isolation = isolation
    this.metricsSeconds = metricsSeconds
  }

  /** Starts the work. Throw to fail the attempt; throw a NonRetryableError to forbid another one. */
  abstract start(context: TaskContext): unknown

  /**
   * Stops the work; `context.signal` is aborted already. Must return only when the work outside is gone, within
   * `stopTimeoutSeconds`; the process is ended afterwards. It may be called in a fresh process, with `context.handle`
   * as all that is left of the start. By default there is nothing to do.
   */
  stop(_context: TaskContext): void | Promise<void> {}

  /**
   * Goes on with the work outside that an earlier attempt started, named by its handle, instead of `start`; what it returns
   * counts as what `start` returns. Where an operator has none, `stop` must confirm that this work is gone before `start`.
   */
  reattach?(context: TaskContext, handle: Json): unknown

  /**
   * Waits until the work has ended, or for `timeoutSeconds` at most where they are given. By default there is nothing
   * left to wait for once the promise of `start` has resolved.
   */
  awaitTermination(_context: TaskContext, _timeoutSeconds?: number): unknown {
    return undefined
  }

  /**
   * Numbers about the running work, by name; at most 50. Asked for every `metricsSeconds` while the task runs, and once when it
   * has ended by itself. None by default.
   */
  getMetrics(_context: TaskContext): Readonly<Record<string, number>> | Promise<Readonly<Record<string, number>>> {
    return {}
  }

  override toOperatorDefinition(): OperatorDefinition {
    const { isolation, metricsSeconds } = this
    return {
      type: 'code',
      className: this.constructor.name || 'anonymous',
      isolation,
      metricsSeconds,
      ...(this.stop === AIFlowOperator.prototype.stop ? {} : { ownStop: true }),
      ...(this.reattach === undefined ? {} : { reattaches: true }),
    }
  }
}

/** Whether a value is an operator whose code runs in a Node child, also one from another copy of the SDK. */
export function isCodeOperator(value: unknown): value is AIFlowOperator {
  if (typeof value !== 'object' || value === null) return false
  const methods = ['start', 'stop', 'awaitTermination', 'getMetrics', 'toOperatorDefinition']
  return methods.every((method) => typeof Reflect.get(value, method) === 'function')
}

function checkMetricsSeconds(task: string, seconds: unknown): void {
  if (typeof seconds === 'number' && seconds >= 1 && seconds <= MAX_METRICS_SECONDS) return
  throw invalidWorkflow(
    `"metricsSeconds" of the task "${task}" cannot be ${quoted(seconds)}. It must be a number of seconds from 1 to ${MAX_METRICS_SECONDS}.`,
    { task },
  )
}
