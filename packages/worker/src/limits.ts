import type { WorkerLimits } from '@aiflow/sdk/internal/worker-protocol'

/** A log has one part that is written to, and the others are rotated. */
const LOG_PARTS = 4

/** The limits of one log. */
export interface LogLimits {
  /** A log longer than this is rotated. In bytes. */
  readonly maxBytes: number
  /** How many rotated parts are kept. */
  readonly keep: number
}

/** The limits of user code on this worker. The server may change them. */
export class Limits {
  #current: WorkerLimits

  constructor(current: WorkerLimits) {
    this.#current = current
  }

  get current(): WorkerLimits {
    return this.#current
  }

  get log(): LogLimits {
    return { maxBytes: Math.ceil(this.#current.logBytes / LOG_PARTS), keep: LOG_PARTS - 1 }
  }

  set(limits: WorkerLimits): void {
    this.#current = limits
  }
}
