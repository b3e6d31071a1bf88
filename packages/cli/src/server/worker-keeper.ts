import { join } from 'node:path'
import { startTimer, stopTimer, type Timer } from '@aiflow/sdk/internal/time'
import type { Server } from '@aiflow/server'
import type { Home } from '../home/home.ts'
import { isProcessAlive } from '../home/processes.ts'
import { ensureWorker, livingWorker, type WorkerSettings } from './worker-process.ts'

/** The end of a worker that this process started is heard at once. Others are looked for. */
const LOOK_MS = 1000
const FIRST_PAUSE_MS = 250
/** A worker that ran this long did not fail because of its start. */
const SOUND_MS = 10_000
const LONGEST_PAUSE_MS = 30_000
/** The number of failures in a row from which they are logged. One or two may be killed by hand, or by the machine. */
const TOLD_FROM = 3

export interface WorkerKeeperOptions {
  readonly home: Home
  readonly worker: WorkerSettings
  /** Logs that workers end repeatedly. */
  readonly logger: Server['logger']
}

/**
 * Keeps a worker running for the server of this process. It starts another one for each that ends, which takes over the tasks
 * of the first. If workers end at once, it waits longer and longer between starts.
 */
export class WorkerKeeper {
  readonly #options: WorkerKeeperOptions
  #pid = 0
  #startedAt = 0
  #pauseMs = 0
  /** Workers in a row that ended soon after their start. */
  #failures = 0
  #looking: Timer | null = null

  constructor(options: WorkerKeeperOptions) {
    this.#options = options
  }

  /** The process id of the worker. */
  get pid(): number {
    return this.#pid
  }

  async start(): Promise<void> {
    await this.#ensure()
    this.#lookAgain(LOOK_MS)
  }

  stop(): void {
    stopTimer(this.#looking)
    this.#looking = null
  }

  #lookAgain(ms: number): void {
    stopTimer(this.#looking)
    this.#looking = startTimer(() => void this.#look(), ms).unref()
  }

  async #look(): Promise<void> {
    const isMissing = this.#isMissing()
    const leftMs = this.#startedAt + this.#pauseMs - performance.now()
    if (isMissing && leftMs <= 0) await this.#replace()
    if (this.#looking !== null) this.#lookAgain(isMissing && leftMs > 0 ? Math.min(leftMs, LOOK_MS) : LOOK_MS)
  }

  #workerEnded(): void {
    if (this.#looking !== null) this.#lookAgain(0)
  }

  /** A server that stops has removed its file, and its worker may end. */
  #isMissing(): boolean {
    const { home } = this.#options
    try {
      // Nearly always the first answer is enough, and the other two read files.
      return !isProcessAlive(this.#pid) && home.runningServer()?.pid === process.pid && livingWorker(home) === null
    } catch {
      // Nothing can be read now, for example because too many files are open. The next look will tell.
      return false
    }
  }

  async #replace(): Promise<void> {
    const isSound = performance.now() - this.#startedAt > SOUND_MS
    this.#failures = isSound ? 0 : this.#failures + 1
    this.#pauseMs = isSound ? FIRST_PAUSE_MS : Math.min(LONGEST_PAUSE_MS, Math.max(FIRST_PAUSE_MS, this.#pauseMs * 2))
    if (this.#failures >= TOLD_FROM) this.#complain()
    // No process could be made: the next look tries again.
    await this.#ensure().catch(() => undefined)
  }

  async #ensure(): Promise<void> {
    this.#startedAt = performance.now()
    this.#pid = await ensureWorker(this.#options.home, this.#options.worker, () => this.#workerEnded())
  }

  #complain(): void {
    const { home, logger } = this.#options
    const details = { failures: this.#failures, nextStartMs: this.#pauseMs, log: join(home.logFolder, 'worker.log') }
    logger.error(details, 'the worker ends soon after each start, so tasks wait; its log says why')
  }
}
