import type { Home } from '../home.ts'
import { isProcessAlive } from '../processes.ts'
import { ensureWorker, livingWorker } from './worker-process.ts'

const LOOK_MS = 250
/** A worker that lived for this long did not die of what it met at its start. */
const SOUND_MS = 10_000
const LONGEST_PAUSE_MS = 30_000

export interface WorkerKeeperOptions {
  readonly home: Home
  /** How many tasks a worker runs at once; its own choice where it is not said. */
  readonly slots: number | undefined
}

/**
 * Keeps a worker alive for the server of this process: another one is started for each that is gone, which takes over
 * the tasks that it left. A worker that dies at once is started more and more seldom.
 */
export class WorkerKeeper {
  readonly #options: WorkerKeeperOptions
  #pid = 0
  #startedAt = 0
  #pauseMs = 0
  #looking: NodeJS.Timeout | null = null

  constructor(options: WorkerKeeperOptions) {
    this.#options = options
  }

  /** The process id of the worker. */
  get pid(): number {
    return this.#pid
  }

  async start(): Promise<void> {
    await this.#ensure()
    this.#lookAgain()
  }

  stop(): void {
    if (this.#looking !== null) clearTimeout(this.#looking)
    this.#looking = null
  }

  #lookAgain(): void {
    this.#looking = setTimeout(() => void this.#look(), LOOK_MS).unref()
  }

  async #look(): Promise<void> {
    if (this.#isMissing() && performance.now() - this.#startedAt >= this.#pauseMs) await this.#replace()
    if (this.#looking !== null) this.#lookAgain()
  }

  /** A server that stops has taken its file away, and its worker may leave. */
  #isMissing(): boolean {
    const { home } = this.#options
    return home.runningServer()?.pid === process.pid && !isProcessAlive(this.#pid) && livingWorker(home) === null
  }

  async #replace(): Promise<void> {
    const isSound = performance.now() - this.#startedAt > SOUND_MS
    this.#pauseMs = isSound ? LOOK_MS : Math.min(LONGEST_PAUSE_MS, Math.max(LOOK_MS, this.#pauseMs * 2))
    // No process could be made: the next look tries again.
    await this.#ensure().catch(() => undefined)
  }

  async #ensure(): Promise<void> {
    this.#startedAt = performance.now()
    this.#pid = await ensureWorker(this.#options.home, this.#options.slots)
  }
}
