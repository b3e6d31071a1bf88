import { AIFlowError } from '@aiflow/sdk/internal/errors'
import { startInterval, stopTimer, type Timer } from '@aiflow/sdk/internal/time'
import type { Logger } from './log/logger.ts'

const LOOK_MS = 1000

export interface HomeKeeperOptions {
  readonly logger: Logger
  /** Throws an `AIFlowError` if the server must stop because it has lost its store. */
  readonly confirm: () => void
  /** Restores damaged files whose content is known. */
  readonly mend: () => void
  /** Called once when the server must stop. Checking ends. */
  readonly failed: (error: unknown) => void
}

/** Checks the files of a running server. Restores damaged ones, or ends the server before data is lost. */
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
      // The process may have too many open files, for example. The next check tries again.
      if (!(error instanceof AIFlowError)) return this.#tellOnce(error)
      this.stop()
      return failed(error)
    }
    try {
      mend()
      this.#lastProblem = ''
    } catch (error) {
      // The disk may be full, for example. The next check tries again.
      this.#tellOnce(error)
    }
  }

  #tellOnce(error: unknown): void {
    const problem = String(error)
    if (problem !== this.#lastProblem)
      this.#options.logger.warn({ err: error }, 'the files of the home could not be checked or restored')
    this.#lastProblem = problem
  }
}
