import { AIFlowError } from '@aiflow/sdk/internal/errors'
import { startInterval, stopTimer, type Timer } from '@aiflow/sdk/internal/time'
import type { Logger } from './log/logger.ts'

const LOOK_MS = 1000

export interface HomeKeeperOptions {
  readonly logger: Logger
  /** Throws an `AIFlowError` where the server must not go on: its store is not its own any more. */
  readonly confirm: () => void
  /** Makes anew what was damaged and is known. */
  readonly mend: () => void
  /** Is told once, and nothing is looked at any more. */
  readonly failed: (error: unknown) => void
}

/** Looks at the files of a running server: what others have damaged is mended, or ends the server before anything is lost. */
export class HomeKeeper {
  readonly #options: HomeKeeperOptions
  #looking: Timer | null = null
  #lastProblem = ''

  constructor(options: HomeKeeperOptions) {
    this.#options = options
  }

  start(): void {
    this.#looking = startInterval(() => this.#look(), LOOK_MS).unref()
  }

  stop(): void {
    stopTimer(this.#looking)
    this.#looking = null
  }

  #look(): void {
    const { confirm, mend, failed } = this.#options
    try {
      confirm()
    } catch (error) {
      // The process may open no more files, say: the next look tries again.
      if (!(error instanceof AIFlowError)) return this.#tellOnce(error)
      this.stop()
      return failed(error)
    }
    try {
      mend()
      this.#lastProblem = ''
    } catch (error) {
      // The disk has no room, say: the same.
      this.#tellOnce(error)
    }
  }

  #tellOnce(error: unknown): void {
    const problem = String(error)
    if (problem !== this.#lastProblem)
      this.#options.logger.warn({ err: error }, 'the files of the home cannot be looked at or made anew')
    this.#lastProblem = problem
  }
}
