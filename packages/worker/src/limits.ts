import type { WorkerLimits } from '@aiflow/sdk/internal/worker-protocol'

/** A quarter of a log is written to, the others are the parts that were moved out of it. */
const LOG_PARTS = 4

/** How much one log may be. */
export interface LogLimits {
  /** A log longer than this is rotated; bytes. */
  readonly maxBytes: number
  /** How many rotated parts are kept. */
  readonly keep: number
}

/** What the user code of this worker may use; the server's word counts from when it is heard. */
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
