import type { Outcome } from '@aiflow/sdk/internal/worker-protocol'
import type { FromChild, RunMessage } from '../../children/messages.ts'
import type { AttemptFiles } from '../../journal/attempt-files.ts'
import type { Bundle } from '../bundle.ts'
import { logError } from '../error-text.ts'
import { runFor } from '../isolation/ownership.ts'
import { Residue } from '../isolation/residue.ts'
import type { TaskEnvironment } from '../isolation/task-environment.ts'
import type { AssignedAttempts } from './assigned-attempts.ts'
import { AttemptCommand } from './attempt-command.ts'
import { failure, TaskCode } from './task-code.ts'
import { TaskMask } from './task-mask.ts'
import { writeOutcome } from './write-outcome.ts'

export interface TaskRunnerOptions {
  readonly attempts: AssignedAttempts
  readonly serverFile: string
  readonly environment: TaskEnvironment
  /** The memory that the objects of this process held after the last full collection. */
  heapBytes(): number
  send(message: FromChild): void
  leave(): void
}

interface RunningTask {
  readonly files: AttemptFiles
  readonly message: RunMessage
  readonly code: TaskCode
  readonly mask: TaskMask
}

/** Runs one task at a time and writes its outcome, even without a worker. */
export class TaskRunner {
  readonly #options: TaskRunnerOptions
  #running: RunningTask | null = null
  /** Begins with the first task. Each one leaves the process as it was, or is the last. */
  #residue: Residue | null = null
  #lastTask = false

  constructor(options: TaskRunnerOptions) {
    this.#options = options
  }

  /** The attempt that runs. Null if there is none. */
  get attemptId(): string | null {
    return this.#running?.message.spec.attemptId ?? null
  }

  /** Imports what many tasks need, if there is nothing else to do. Otherwise they import it when they need it. */
  async warmUp(): Promise<void> {
    if (this.#running === null) await import('@aiflow/sdk/client')
  }

  leaveWhenDone(): void {
    this.#lastTask = true
  }

  async run(message: RunMessage, bundle: Bundle): Promise<void> {
    const { attemptId } = message.spec
    const { attempts, send, serverFile, environment } = this.#options
    const files = attempts.filesOf(message)
    const answer = attempts.claim(files)
    send(answer)
    if (answer.type !== 'running') return
    const { folder } = files
    const command = (signal: AbortSignal) => new AttemptCommand({ folder, places: message, signal })
    const mask = new TaskMask(message.secrets)
    const code = new TaskCode({ message, folder, bundle, serverFile, command, send, mask })
    const task: RunningTask = { files, message, code, mask }
    this.#residue ??= new Residue(environment)
    this.#running = task
    environment.show(message.environment)
    const sayGoesOn = setImmediate(() => send({ type: 'goesOn', attemptId }))
    const outcome = await runFor(attemptId, () => code.run())
    clearImmediate(sayGoesOn)
    environment.show({})
    await this.#finish(task, outcome)
  }

  /** Asks the code to stop: by its signal, and by the operator's `stop`. */
  async stop(attemptId: string): Promise<void> {
    if (this.attemptId === attemptId) await this.#running?.code.stop()
  }

  /** Writes the outcome after an uncaught error. */
  crash(error: unknown): void {
    try {
      this.#running?.files.writeOutcome(this.#running.mask.outcome(failure(error)))
    } catch (unwritten) {
      // The worker sees the end of the process, and the log says why.
      logError(unwritten)
    }
  }

  /** Writes the outcome, which counts from then on. A child that is not clean exits, and what it started is ended. */
  async #finish(task: RunningTask, outcome: Outcome): Promise<void> {
    const wasStopped = task.code.isAskedToStop
    const end = await writeOutcome(task.files, task.mask.outcome(outcome), await task.code.outsideGone())
    const clean = !wasStopped && (await this.#residue?.isClean()) === true && !this.#lastTask
    const { attemptId } = task.message.spec
    this.#running = null
    this.#options.send({ type: 'done', attemptId, clean, heapBytes: this.#options.heapBytes(), end })
    if (!clean) this.#options.leave()
  }
}
