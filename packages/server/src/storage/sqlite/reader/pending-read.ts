import { startTimer, stopTimer, type Timer } from '@aiflow/sdk/internal/time'
import type { ReadCall } from './short-reads.ts'

/** A call whose caller is waiting for the result. */
export class PendingRead {
  readonly id: number
  readonly call: ReadCall
  readonly answer: Promise<unknown>
  readonly #resolve: (value: unknown) => void
  readonly #reject: (reason: unknown) => void
  #timer: Timer | null = null

  constructor(id: number, call: ReadCall) {
    this.id = id
    this.call = call
    const { promise, resolve, reject } = Promise.withResolvers<unknown>()
    this.answer = promise
    this.#resolve = resolve
    this.#reject = reject
  }

  get name(): string {
    return `${this.call.aggregate}.${this.call.method}`
  }

  /** Calls `tooLong` after `ms` unless the read has settled by then. */
  limit(ms: number, tooLong: () => void): void {
    this.#timer = startTimer(tooLong, ms).unref()
  }

  resolve(value: unknown): void {
    stopTimer(this.#timer)
    this.#resolve(value)
  }

  reject(reason: unknown): void {
    stopTimer(this.#timer)
    this.#reject(reason)
  }
}
