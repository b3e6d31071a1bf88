import { startInterval, stopTimer, type Timer } from '@aiflow/sdk/internal/time'

const LOOKS = 10

export interface IdleWatchOptions {
  readonly limitMs: number
  readonly isIdle: () => boolean
  readonly leave: () => void
}

/** Calls `leave` once there was nothing to do for `limitMs`. */
export class IdleWatch {
  readonly #options: IdleWatchOptions
  #timer: Timer | null = null
  #idleLooks = 0

  constructor(options: IdleWatchOptions) {
    this.#options = options
  }

  start(): void {
    this.#timer = startInterval(() => this.#look(), this.#options.limitMs / LOOKS)
  }

  stop(): void {
    if (this.#timer !== null) stopTimer(this.#timer)
  }

  #look(): void {
    this.#idleLooks = this.#options.isIdle() ? this.#idleLooks + 1 : 0
    if (this.#idleLooks > LOOKS) this.#options.leave()
  }
}
