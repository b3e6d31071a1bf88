import { isAIFlowError } from '@aiflow/sdk/internal/errors'
import { startTimer, stopTimer, type Timer } from '@aiflow/sdk/internal/time'
import type { Logger } from '../../log/logger.ts'
import type { StoreFault } from '../../log/store-fault.ts'

const LOOK_MS = 1000

export interface StoreHealthOptions {
  /** Milliseconds since the epoch. */
  readonly now: () => number
  readonly logger: Logger
  /** Rejects with what a commit would fail with. */
  probe(): Promise<void>
}

/**
 * Whether the store takes commits. While it does not, it is tried once a second, so that nobody need send an event to find
 * out. A commit that passes meanwhile says nothing: a small one may fit where a larger one does not.
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

  /** To be called with each error of the store. */
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
    this.#options.logger.info({ code: this.#fault?.code, since: this.#fault?.since }, 'the store takes commits again')
    this.#fault = null
  }
}
