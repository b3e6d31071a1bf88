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
import { callStop, doWork, hasOwnStop } from './operator-work.ts'
import { type Metrics, TaskMetrics } from './task-metrics.ts'

/** What the code leaves behind grows; after this many tasks a child makes room for a fresh one. */
const MAX_TASKS = 1000

/** How long an outcome waits that could not be written. */
const UNWRITTEN_PAUSE_MS = 200

/** Where the definition does not say how often. */
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
  /** Calls the operator's `stop`; set when the operator has begun. */
  callStop: (() => unknown) | null
  /** Its `start` has returned, so that it begins no more work outside. */
  hasBegun: boolean
  /** Resolves when a stop that is under way has returned: true where it confirms that the work outside is gone. */
  stopping: Promise<boolean> | null
}

/** Runs one task at a time and writes its outcome, whether or not there is a worker to hear of it. */
export class TaskRunner {
  readonly #options: TaskRunnerOptions
  #running: RunningTask | null = null
  #tasks = 0
  #lastTask = false

  constructor(options: TaskRunnerOptions) {
    this.#options = options
  }

  /** The attempt that runs, null where there is none. */
  get attemptId(): string | null {
    return this.#running?.message.spec.attemptId ?? null
  }

  /** Loads what most tasks need, while there is nothing else to do. */
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
    // The signal of the task is aborted before its operator is called.
    await Promise.resolve()
    const { hasBegun } = task
    try {
      await task.callStop?.()
      // What is still being started may come to life after this, or has a handle that the stop did not see.
      return hasBegun && hasOwnStop(spec)
    } catch (error) {
      logError(error)
      this.#options.send({ type: 'stopFailed', attemptId: spec.attemptId, message: describeError(error) })
      return false
    }
  }

  /** An error outside of every promise that the task waits for. */
  crash(error: unknown): void {
    try {
      this.#running?.folder.writeOutcome(failure(error))
    } catch (unwritten) {
      // The worker sees how the process ends, and the log says why.
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
    const shared = { spec, api, input, places: task.message }
    const context = new RunningTaskContext({ ...shared, signal: task.stop.signal, reportAlive })
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

  /** Most code ends a stop by throwing what its signal was aborted with. */
  #stoppedBy(error: unknown): Outcome {
    const expected = error instanceof Error && error.name === 'AbortError'
    if (!expected) logError(error)
    return { type: 'stopped', message: expected ? null : describeError(error) }
  }

  #failed(error: unknown): Outcome {
    logError(error)
    return failure(error)
  }

  /** The outcome counts from here on. A child that is not as before leaves, and what it left is ended with it. */
  async #finish(task: RunningTask, outcome: Outcome): Promise<void> {
    const wasStopped = task.stop.signal.aborted
    // A stop that hangs is ended from outside, and what it was to stop is not taken for gone.
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

/** A task has ended when its outcome is written: a full disk makes it wait for space. */
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
