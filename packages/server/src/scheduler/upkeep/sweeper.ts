import { isAIFlowError } from '@aiflow/sdk/internal/errors'
import { startTimer, stopTimer, type Timer } from '@aiflow/sdk/internal/time'
import type { Logger } from '../../log/logger.ts'
import type { SweptAttempt } from '../../storage/lookups.ts'
import type { SchedulerStorage } from '../../storage/storage.ts'

/** Maximum number of rows of a slice, which takes a few milliseconds. */
const SLICE_ROWS = 100

/** Pause between two slices, for other work. */
const PAUSE_MS = 10

/** Pause after the store refused. */
const FAILED_PAUSE_MS = 10_000

export interface SweeperOptions {
  readonly storage: Pick<SchedulerStorage, 'history'>
  /** Called with attempts that are gone for good. */
  forget(workerId: string, attemptIds: readonly string[]): void
  readonly logger: Logger
}

/** Removes what deleted executions and workflows left, in slices. Then it sleeps until it is woken. */
export class Sweeper {
  readonly #options: SweeperOptions
  #timer: Timer | null = null
  #slice: Promise<void> | null = null
  #isWokenAgain = false
  #isStopped = false

  constructor(options: SweeperOptions) {
    this.#options = options
  }

  wake(): void {
    if (this.#slice !== null) this.#isWokenAgain = true
    else if (this.#timer === null) this.#sleep(PAUSE_MS)
  }

  /** Resolves when the current removal is done. The next start continues with the rest. */
  async stop(): Promise<void> {
    this.#isStopped = true
    if (this.#timer !== null) stopTimer(this.#timer)
    await this.#slice
  }

  #sleep(ms: number): void {
    if (this.#isStopped) return
    this.#timer = startTimer(() => {
      this.#timer = null
      this.#slice = this.#sweep().finally(() => {
        this.#slice = null
      })
    }, ms)
    this.#timer.unref()
  }

  async #sweep(): Promise<void> {
    this.#isWokenAgain = false
    try {
      const gone: SweptAttempt[] = []
      const isMore = await this.#options.storage.history.sweepDeleted(SLICE_ROWS, (attempt) => gone.push(attempt))
      for (const [workerId, attempts] of Map.groupBy(gone, (attempt) => attempt.workerId)) {
        this.#options.forget(
          workerId,
          attempts.map(({ attemptId }) => attemptId),
        )
      }
      if (isMore || this.#isWokenAgain) this.#sleep(PAUSE_MS)
    } catch (error) {
      // Another server owns the store now, and does the sweeping.
      if (isAIFlowError(error) && error.code === 'EPOCH_LOST') return
      this.#options.logger.warn({ err: error }, 'deleted data could not be swept; the sweep will be retried')
      this.#sleep(FAILED_PAUSE_MS)
    }
  }
}
