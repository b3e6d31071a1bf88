import { getHeapStatistics } from 'node:v8'
import { startInterval, startTimer } from '@aiflow/sdk/internal/time'
import type { Outcome } from '@aiflow/sdk/internal/worker-protocol'
import type { FromChild, RunMessage } from '../../children/messages.ts'
import { writeEndReason } from '../../children/shared/end-reason.ts'
import { RunningNotes } from '../../children/shared/running-notes.ts'
import type { AttemptFiles } from '../../journal/attempt-files.ts'
import type { WrittenEnd } from '../../journal/attempt-journal.ts'
import type { Bundle } from '../bundle.ts'
import { describeError, logError } from '../error-text.ts'
import { runFor } from '../isolation/ownership.ts'
import type { AssignedAttempts } from '../tasks/assigned-attempts.ts'
import { failure, TaskCode } from '../tasks/task-code.ts'
import { TaskMask } from '../tasks/task-mask.ts'
import { writeOutcome } from '../tasks/write-outcome.ts'
import { NO_COMMAND } from './no-command.ts'
import type { TaskOutput } from './task-output.ts'

/** How long the function of a task may go on after an uncaught error, before the task fails without it. */
const SETTLE_MS = 1000
/** How long the tasks of a process may go on after an uncaught error that belongs to none of them. */
const GRACE_MS = 10_000
/** A process whose heap is fuller than this gets no new tasks. */
const FULL_HEAP = 0.85
const HEAP_LOOK_MS = 1000
/** A task with secrets has a process to itself. */
const NO_SECRETS = new TaskMask(null)

export interface SharedRunnerOptions {
  readonly attempts: AssignedAttempts
  readonly serverFile: string
  /** The folder of this child, which outlives it. */
  readonly folder: string
  readonly output: TaskOutput
  /** The memory that the objects of this process held after the last full collection. */
  heapBytes(): number
  send(message: FromChild): void
  /** Ends the process in good order. */
  leave(): void
  /** Ends the process at once. */
  exit(code: number): void
}

interface SharedTask {
  readonly files: AttemptFiles
  readonly code: TaskCode
  /** Resolves some time after an uncaught error of the task. */
  readonly givenUp: PromiseWithResolvers<void>
  /** How it ends because of that error, whatever its function still says. */
  failure: Outcome | null
}

/**
 * Runs many tasks at once and writes their outcomes, even without a worker. A task ends when its function has settled, or has
 * caused an uncaught error. What it leaves running is not looked for.
 */
export class SharedRunner {
  readonly #options: SharedRunnerOptions
  readonly #running = new Map<string, SharedTask>()
  readonly #notes: RunningNotes
  #isWorn = false
  #isLast = false

  constructor(options: SharedRunnerOptions) {
    this.#options = options
    this.#notes = new RunningNotes(options.folder, () => this.attemptIds)
    startInterval(() => this.#checkHeap(), HEAP_LOOK_MS).unref()
  }

  get attemptIds(): string[] {
    return [...this.#running.keys()]
  }

  async run(message: RunMessage, bundle: Bundle): Promise<void> {
    const { attemptId } = message.spec
    const { attempts, send, output, serverFile } = this.#options
    const files = attempts.filesOf(message)
    if (!this.#claim(files)) return
    const { folder } = files
    output.open(attemptId, folder.log, () => send({ type: 'logBegun', attemptId }))
    const code = new TaskCode({
      message,
      folder,
      bundle,
      serverFile,
      command: () => NO_COMMAND,
      send,
      mask: NO_SECRETS,
    })
    const task: SharedTask = { files, code, givenUp: Promise.withResolvers(), failure: null }
    this.#running.set(attemptId, task)
    const sayGoesOn = setImmediate(() => send({ type: 'goesOn', attemptId }))
    const ran = runFor(attemptId, () => code.run()).catch(failure)
    const settled = await Promise.race([ran, task.givenUp.promise])
    clearImmediate(sayGoesOn)
    await this.#finish(attemptId, task, task.failure ?? settled ?? failure('The code has not settled.'))
  }

  async stop(attemptId: string): Promise<void> {
    await runFor(attemptId, async () => this.#running.get(attemptId)?.code.stop())
  }

  /** The process gets no new tasks, and ends after the last one. */
  leaveWhenDone(): void {
    this.#isLast = true
    if (this.#running.size === 0) this.#options.leave()
  }

  /** An uncaught error fails the task that it belongs to. The others go on to their end, and no new ones follow. */
  fail(owner: string | null, error: unknown): void {
    this.#wearOut()
    const task = this.#running.get(owner ?? '')
    runFor(owner ?? '', () => logError(error))
    if (task !== undefined) {
      task.failure ??= failure(error)
      task.code.abort('The task has failed by an uncaught error.')
      startTimer(() => giveUp(task), SETTLE_MS)
    } else if (owner === null) this.#endSoon(error)
  }

  /** The worker learns whether the attempt has begun. */
  #claim(files: AttemptFiles): boolean {
    const { attempts, send } = this.#options
    this.#notes.begins(files.attemptId)
    const answer = attempts.claim(files)
    if (answer.type !== 'running') this.#notes.ended(files.attemptId)
    send(answer)
    return answer.type === 'running'
  }

  async #finish(attemptId: string, task: SharedTask, outcome: Outcome): Promise<void> {
    const { send, output, leave, heapBytes } = this.#options
    // If the stop hangs, the task has not settled, and the worker ends the process.
    const outsideGone = await task.code.outsideGone()
    task.code.revoke()
    const end = await write(task.files, outcome, outsideGone)
    output.close(attemptId)
    this.#running.delete(attemptId)
    this.#notes.ended(attemptId)
    send({ type: 'done', attemptId, clean: true, heapBytes: heapBytes(), end })
    if (this.#isLast && this.#running.size === 0) leave()
  }

  /** Tells the worker to send no more tasks. */
  #wearOut(): void {
    if (this.#isWorn) return
    this.#isWorn = true
    this.#options.send({ type: 'worn' })
  }

  /** Nobody knows what is left of the state of the process, so its tasks get only some time to finish. */
  #endSoon(error: unknown): void {
    startTimer(() => {
      const { folder, exit } = this.#options
      writeEndReason(
        folder,
        `was ended after an uncaught error that belongs to none of its tasks: ${describeError(error)}`,
      )
      exit(1)
    }, GRACE_MS)
  }

  #checkHeap(): void {
    const { used_heap_size: used, heap_size_limit: limit } = getHeapStatistics()
    if (used > limit * FULL_HEAP) this.#wearOut()
  }
}

/** A task that is being stopped has ended only once its function has settled. */
function giveUp({ code, givenUp }: SharedTask): void {
  if (!code.isStopping) givenUp.resolve()
}

/** An outcome that cannot be written is told to the worker only, so that the other tasks go on. */
async function write(files: AttemptFiles, outcome: Outcome, outsideGone: boolean): Promise<WrittenEnd> {
  try {
    return await writeOutcome(files, outcome, outsideGone)
  } catch (error) {
    logError(error)
    return { outcome, outsideGone, at: Date.now() }
  }
}
