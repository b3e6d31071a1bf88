import type { AIFlowOperator, TaskContext } from '@aiflow/sdk'
import { isCodeOperator } from '@aiflow/sdk/internal/authoring'
import { isNonRetryableError } from '@aiflow/sdk/internal/errors'
import { wait } from '@aiflow/sdk/internal/time'
import type { Outcome } from '@aiflow/sdk/internal/worker-protocol'
import type { FromChild, RunMessage } from '../../children/messages.ts'
import { AttemptFolder } from '../../journal/attempt-folder.ts'
import { couldNotStart } from '../../journal/outcome-line.ts'
import { shortageOf } from '../../system/shortage.ts'
import type { Bundle } from '../bundle.ts'
import { toJson } from '../context/given-json.ts'
import { HttpTaskApi } from '../context/http-task-api.ts'
import { OUTPUT, RunningTaskContext } from '../context/running-task-context.ts'
import { TaskInput } from '../context/task-input.ts'
import { describeError, logError } from '../error-text.ts'
import { runFor } from '../isolation/ownership.ts'
import { Residue } from '../isolation/residue.ts'
import { createAliveReport } from './alive-report.ts'
import { AttemptCommand } from './attempt-command.ts'
import { callStop, doWork, hasOwnStop } from './operator-work.ts'
import { type Metrics, TaskMetrics } from './task-metrics.ts'

/** Code may leak memory, so a child exits after this many tasks. */
const MAX_TASKS = 1000

/** The pause before an outcome that could not be written is written again. */
const UNWRITTEN_PAUSE_MS = 200

/** The default interval of metrics. */
const METRICS_SECONDS = 10

export interface TaskRunnerOptions {
  /** Names this process in the claims of its attempts. */
  readonly handle: string
  readonly serverFile: string
  send(message: FromChild): void
  leave(): void
}

interface RunningTask {
  readonly folder: AttemptFolder
  readonly message: RunMessage
  readonly stop: AbortController
  readonly residue: Residue
  /** Calls the `stop` of the operator. Set once the operator has begun. */
  callStop: (() => unknown) | null
  /** Whether its `start` has returned, so that it begins no more work outside. */
  hasBegun: boolean
  /** Resolves when the present stop has returned, with true if it confirms the end of the work outside. */
  stopping: Promise<boolean> | null
}

/** Runs one task at a time and writes its outcome, even without a worker. */
export class TaskRunner {
  readonly #options: TaskRunnerOptions
  #running: RunningTask | null = null
  #tasks = 0
  #lastTask = false

  constructor(options: TaskRunnerOptions) {
    this.#options = options
  }

  /** The attempt that runs. Null if there is none. */
  get attemptId(): string | null {
    return this.#running?.message.spec.attemptId ?? null
  }

  /** Imports what most tasks need, while there is nothing else to do. */
  async warmUp(): Promise<void> {
    await import('@aiflow/sdk/client')
  }

  leaveWhenDone(): void {
    this.#lastTask = true
  }

  async run(message: RunMessage, bundle: Bundle): Promise<void> {
    const { attemptId } = message.spec
    const folder = new AttemptFolder(message.folder)
    if (!folder.claim(this.#options.handle)) {
      return this.#options.send({ type: 'claimed', attemptId })
    }
    this.#options.send({ type: 'running', attemptId })
    const residue = new Residue()
    const idle = { callStop: null, hasBegun: false, stopping: null }
    const task: RunningTask = { folder, message, stop: new AbortController(), residue, ...idle }
    this.#running = task
    this.#tasks += 1
    await this.#finish(task, await runFor(attemptId, () => this.#execute(task, bundle)))
  }

  /** Asks the code to stop: by its signal, and by the operator's `stop`. */
  async stop(attemptId: string): Promise<void> {
    const task = this.#running
    if (task === null || this.attemptId !== attemptId) return
    this.#options.send({ type: 'stopHeard', attemptId })
    if (task.stop.signal.aborted) return
    task.stopping = this.#callStop(task)
    task.stop.abort(new DOMException('The task is asked to stop.', 'AbortError'))
    await task.stopping
  }

  async #callStop(task: RunningTask): Promise<boolean> {
    const { spec } = task.message
    // The caller aborts the signal of the task first.
    await Promise.resolve()
    const { hasBegun } = task
    try {
      await task.callStop?.()
      // Work that is still being started may begin after the stop, or have a handle that the stop did not see.
      return hasBegun && hasOwnStop(spec)
    } catch (error) {
      logError(error)
      this.#options.send({ type: 'stopFailed', attemptId: spec.attemptId, message: describeError(error) })
      return false
    }
  }

  /** Writes the outcome after an uncaught error. */
  crash(error: unknown): void {
    try {
      this.#running?.folder.writeOutcome(failure(error))
    } catch (unwritten) {
      // The worker sees the end of the process, and the log says why.
      logError(unwritten)
    }
  }

  async #execute(task: RunningTask, bundle: Bundle): Promise<Outcome> {
    const { spec, serverUrl, environment } = task.message
    const workflow = bundle.find(spec.namespace, spec.workflowName)
    const operator = workflow?.tasks.get(spec.taskName)
    if (!isCodeOperator(operator)) {
      const message = `The bundle has no code for the task "${spec.taskName}" of "${spec.workflowName}". Upload it again.`
      return couldNotStart(message, false)
    }
    const api = new HttpTaskApi({ spec, serverUrl, serverFile: this.#options.serverFile })
    const reportAlive = createAliveReport(task.folder.livenessFile, spec.livenessSeconds)
    const input = new TaskInput(spec, task.folder, () => workflow?.tasks.keys() ?? [])
    const { signal } = task.stop
    const command = new AttemptCommand({ folder: task.folder, places: task.message, signal })
    const shared = { spec, api, input, places: task.message, command }
    const context = new RunningTaskContext({ ...shared, signal, reportAlive })
    const stopContext = new RunningTaskContext({ ...shared, signal: AbortSignal.abort() })
    task.callStop = () => callStop({ operator, spec, context, stopContext })
    const metrics = this.#metricsOf(task, operator, context)
    setEnvironment(environment)
    metrics.start()
    try {
      const begun = () => {
        task.hasBegun = true
      }
      const result = await doWork({ operator, spec, context, stopContext, begun })
      if (task.stop.signal.aborted) return { type: 'stopped', message: null }
      await metrics.askLast()
      return success(result ?? context.output)
    } catch (error) {
      if (task.stop.signal.aborted) return this.#stoppedBy(error)
      await metrics.askLast()
      return this.#failed(error)
    } finally {
      metrics.stop()
      clearEnvironment(environment)
    }
  }

  #metricsOf({ message }: RunningTask, operator: AIFlowOperator, context: TaskContext): TaskMetrics {
    const { attemptId, operator: definition } = message.spec
    const periodSeconds = (definition.type === 'code' ? definition.metricsSeconds : undefined) ?? METRICS_SECONDS
    const take = (metrics: Metrics) => {
      this.#options.send({ type: 'metrics', attemptId, sample: { time: Date.now(), metrics } })
    }
    return new TaskMetrics({ operator, context, periodSeconds, take })
  }

  /** Most code reacts to a stop by throwing the reason of its signal. */
  #stoppedBy(error: unknown): Outcome {
    const expected = error instanceof Error && error.name === 'AbortError'
    if (!expected) logError(error)
    return { type: 'stopped', message: expected ? null : describeError(error) }
  }

  #failed(error: unknown): Outcome {
    logError(error)
    return failure(error)
  }

  /** Writes the outcome, which counts from then on. A child that is not clean exits, and what it started is ended. */
  async #finish(task: RunningTask, outcome: Outcome): Promise<void> {
    const wasStopped = task.stop.signal.aborted
    // If the stop hangs, the worker kills the process, and the work outside does not count as ended.
    const outsideGone = (await task.stopping) ?? false
    await writeOutcome(task.folder, outcome, outsideGone)
    const worn = wasStopped || this.#tasks >= MAX_TASKS
    const clean = !worn && (await task.residue.isClean()) && !this.#lastTask
    const { attemptId } = task.message.spec
    this.#running = null
    this.#options.send({ type: 'done', attemptId, clean })
    if (!clean) this.#options.leave()
  }
}

/** A task has ended once its outcome is written, so it waits while the disk is full. */
async function writeOutcome(folder: AttemptFolder, outcome: Outcome, outsideGone: boolean): Promise<void> {
  for (let isFirst = true; ; isFirst = false) {
    try {
      return folder.writeOutcome(outcome, { outsideGone })
    } catch (error) {
      if (shortageOf(error) === null) throw error
      if (isFirst) logError(error)
      await wait(UNWRITTEN_PAUSE_MS)
    }
  }
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

function failure(error: unknown): Outcome {
  const retryable = !isNonRetryableError(error)
  return { type: 'failed', reason: 'error', message: describeError(error), exitCode: null, signal: null, retryable }
}

function setEnvironment(environment: Readonly<Record<string, string>>): void {
  // biome-ignore lint/style/noProcessEnv: programs that the task starts find the server through it
  Object.assign(process.env, environment)
}

function clearEnvironment(environment: Readonly<Record<string, string>>): void {
  // biome-ignore lint/style/noProcessEnv: the counterpart of setEnvironment
  for (const name of Object.keys(environment)) delete process.env[name]
}
