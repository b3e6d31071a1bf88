import type { AIFlowOperator, TaskContext } from '@aiflow/sdk'
import { isCodeOperator } from '@aiflow/sdk/internal/authoring'
import { isNonRetryableError } from '@aiflow/sdk/internal/errors'
import type { TaskCommand } from '@aiflow/sdk/internal/model'
import type { Outcome } from '@aiflow/sdk/internal/worker-protocol'
import type { FromChild, RunMessage } from '../../children/messages.ts'
import type { AttemptFolder } from '../../journal/attempt-folder.ts'
import { couldNotStart } from '../../journal/outcome-line.ts'
import type { Bundle } from '../bundle.ts'
import { toJson } from '../context/given-json.ts'
import { HttpTaskApi } from '../context/http-task-api.ts'
import { OUTPUT, RunningTaskContext } from '../context/running-task-context.ts'
import { TaskInput } from '../context/task-input.ts'
import { TaskLifetime } from '../context/task-lifetime.ts'
import { describeError, logError } from '../error-text.ts'
import { createAliveReport } from './alive-report.ts'
import { callStop, doWork, hasOwnStop } from './operator-work.ts'
import type { TaskMask } from './task-mask.ts'
import { type Metrics, TaskMetrics } from './task-metrics.ts'

/** Each new one would note where it was made, which costs more than the rest of the context. */
const ABORTED = AbortSignal.abort()

/** The default interval of metrics. */
const METRICS_SECONDS = 10

export interface TaskCodeOptions {
  readonly message: RunMessage
  readonly folder: AttemptFolder
  readonly bundle: Bundle
  readonly serverFile: string
  /** Creates the command of a task that may start one. `signal` is aborted when the task is asked to stop. */
  command(signal: AbortSignal): TaskCommand
  send(message: FromChild): void
  /** Replaces the values of the secrets of the task in what becomes known of it. */
  readonly mask: TaskMask
}

/** The code of one attempt: runs it, asks it to stop, and says how it has settled. */
export class TaskCode {
  readonly #options: TaskCodeOptions
  readonly #stop = new AbortController()
  readonly #lifetime = new TaskLifetime()
  /** Calls the `stop` of the operator. Set once the operator has begun. */
  #callStop: (() => unknown) | null = null
  /** Whether its `start` has returned, so that it begins no more work outside. */
  #hasBegun = false
  /** Resolves when the present stop has returned, with true if it confirms the end of the work outside. */
  #stopping: Promise<boolean> | null = null
  #metrics: TaskMetrics | null = null

  constructor(options: TaskCodeOptions) {
    this.#options = options
  }

  get isAskedToStop(): boolean {
    return this.#stop.signal.aborted
  }

  /** Whether somebody has asked it to stop. Its signal is also aborted after an uncaught error. */
  get isStopping(): boolean {
    return this.#stopping !== null
  }

  /** Resolves when the code has settled. */
  async run(): Promise<Outcome> {
    const { message, bundle } = this.#options
    const { spec } = message
    const workflow = bundle.find(spec.namespace, spec.workflowName)
    const operator = workflow?.tasks.get(spec.taskName)
    if (!isCodeOperator(operator)) {
      const problem = `The bundle has no code for the task "${spec.taskName}" of "${spec.workflowName}". Upload it again.`
      return couldNotStart(problem, false)
    }
    const { context, stopContext } = this.#contexts(() => workflow?.tasks.keys() ?? [])
    this.#callStop = () => callStop({ operator, spec, context, stopContext })
    const metrics = this.#metricsOf(operator, context)
    this.#metrics = metrics
    metrics.start()
    try {
      const begun = () => {
        this.#hasBegun = true
      }
      const result = await doWork({ operator, spec, context, stopContext, begun })
      if (this.isAskedToStop) return { type: 'stopped', message: null }
      await metrics.askLast()
      return success(result ?? context.output)
    } catch (error) {
      if (this.isAskedToStop) return stoppedBy(error)
      await metrics.askLast()
      logError(error)
      return failure(error)
    } finally {
      metrics.stop()
    }
  }

  /** Asks the code to stop: by its signal, and by the operator's `stop`. Resolves when that has returned. */
  async stop(): Promise<void> {
    const { send, message } = this.#options
    send({ type: 'stopHeard', attemptId: message.spec.attemptId })
    if (this.isStopping) return
    this.#stopping = this.#tryStop()
    this.abort('The task is asked to stop.')
    await this.#stopping
  }

  /** Aborts its signal. */
  abort(reason: string): void {
    this.#stop.abort(new DOMException(reason, 'AbortError'))
  }

  /** From here on, its context refuses everything, and nobody asks for its metrics. */
  revoke(): void {
    this.#metrics?.stop()
    this.#lifetime.end()
  }

  /** Whether its `stop` has confirmed the end of the work outside. If the stop hangs, the process is ended. */
  async outsideGone(): Promise<boolean> {
    return (await this.#stopping) ?? false
  }

  async #tryStop(): Promise<boolean> {
    const { send, message } = this.#options
    const { spec } = message
    // The caller aborts the signal of the task first.
    await Promise.resolve()
    const hasBegun = this.#hasBegun
    try {
      await this.#callStop?.()
      // Work that is still being started may begin after the stop, or have a handle that the stop did not see.
      return hasBegun && hasOwnStop(spec)
    } catch (error) {
      logError(error)
      const text = this.#options.mask.json(describeError(error))
      send({ type: 'stopFailed', attemptId: spec.attemptId, message: text })
      return false
    }
  }

  #contexts(taskNames: () => Iterable<string>): { context: RunningTaskContext; stopContext: RunningTaskContext } {
    const { message, folder, serverFile, command } = this.#options
    const { spec, serverUrl } = message
    const { signal } = this.#stop
    const lifetime = this.#lifetime
    const api = new HttpTaskApi({ spec, serverUrl, serverFile, lifetime })
    const input = new TaskInput(spec, folder, taskNames)
    const shared = { spec, api, input, places: message, command: command(signal), lifetime }
    const reportAlive = createAliveReport(folder.livenessFile, spec.livenessSeconds)
    return {
      context: new RunningTaskContext({ ...shared, signal, reportAlive }),
      stopContext: new RunningTaskContext({ ...shared, signal: ABORTED }),
    }
  }

  #metricsOf(operator: AIFlowOperator, context: TaskContext): TaskMetrics {
    const { message, send, mask } = this.#options
    const { attemptId, operator: definition } = message.spec
    const periodSeconds = (definition.type === 'code' ? definition.metricsSeconds : undefined) ?? METRICS_SECONDS
    const take = (metrics: Metrics) =>
      send({ type: 'metrics', attemptId, sample: { time: Date.now(), metrics: mask.json(metrics) } })
    return new TaskMetrics({ operator, context, periodSeconds, take })
  }
}

/** Most code reacts to a stop by throwing the reason of its signal. */
function stoppedBy(error: unknown): Outcome {
  const expected = error instanceof Error && error.name === 'AbortError'
  if (!expected) logError(error)
  return { type: 'stopped', message: expected ? null : describeError(error) }
}

function success(output: unknown): Outcome {
  if (output === undefined) return { type: 'success', output: null }
  try {
    return { type: 'success', output: toJson(OUTPUT, output) }
  } catch (error) {
    logError(error)
    return failure(error)
  }
}

export function failure(error: unknown): Outcome {
  const retryable = !isNonRetryableError(error)
  return { type: 'failed', reason: 'error', message: describeError(error), exitCode: null, signal: null, retryable }
}
