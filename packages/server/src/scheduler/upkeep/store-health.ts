import { isAIFlowError } from '@aiflow/sdk/internal/errors'
import { startTimer, stopTimer, type Timer } from '@aiflow/sdk/internal/time'
import type { Logger } from '../../log/logger.ts'
import type { StoreFault } from '../../storage/store-fault.ts'

const LOOK_MS = 1000

export interface StoreHealthOptions {
  /** Milliseconds since the epoch. */
  readonly now: () => number
  readonly logger: Logger
  /** Rejects with the error that a commit would get. */
  probe(): Promise<void>
}

/**
 * Whether the store accepts commits. While it does not, it is probed once a second, so that recovery is noticed without
 * an event. A successful commit in between proves nothing, because a small one may fit where a larger one does not.
 */
export class StoreHealth {
  readonly #options: StoreHealthOptions
  #fault: StoreFault | null = null
  #timer: Timer | null = null
  #isStopped = false

  constructor(options: StoreHealthOptions) {
    this.#options = options
  }

  get fault(): StoreFault | null {
    return this.#fault
  }

  /** Call with each error of the store. */
  failed(error: unknown): void {
    if (!isAIFlowError(error)) return
    const { code, message } = error
    this.#fault = { code, message, since: this.#fault?.since ?? this.#options.now() }
    this.#lookLater()
  }

  stop(): void {
    this.#isStopped = true
    if (this.#timer !== null) stopTimer(this.#timer)
  }

  #lookLater(): void {
    if (this.#timer !== null || this.#isStopped) return
    this.#timer = startTimer(() => void this.#look(), LOOK_MS).unref()
  }

  async #look(): Promise<void> {
    this.#timer = null
    if (this.#fault === null || this.#isStopped) return
    await this.#options.probe().then(
      () => this.#worked(),
      (error: unknown) => this.failed(error),
    )
    if (this.#fault !== null) this.#lookLater()
  }

  #worked(): void {
    this.#options.logger.info({ code: this.#fault?.code, since: this.#fault?.since }, 'the store accepts commits again')
    this.#fault = null
  }
}
