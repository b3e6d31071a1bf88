import { startTimer, stopTimer, type Timer } from '@aiflow/sdk/internal/time'
export interface PendingCallsOptions<T> {
  /** The result of a call that gets no answer in time, or whose connection ends. */
  readonly unanswered: (reason: 'timeout' | 'disconnected') => T
}

interface PendingCall<T> {
  readonly resolve: (answer: T) => void
  readonly timer: Timer
}

/** Questions that were sent over a connection and have no answer yet. Each of them resolves in any case. */
export class PendingCalls<T> {
  readonly #calls = new Map<string, PendingCall<T>>()
  readonly #unanswered: PendingCallsOptions<T>['unanswered']
  #lastId = 0
  #isClosed = false

  constructor(options: PendingCallsOptions<T>) {
    this.#unanswered = options.unanswered
  }

  ask(timeoutMs: number, send: (requestId: string) => void): Promise<T> {
    if (this.#isClosed) return Promise.resolve(this.#unanswered('disconnected'))
    return new Promise((resolve) => {
      this.#lastId += 1
      const requestId = String(this.#lastId)
      const timer = startTimer(() => this.answer(requestId, this.#unanswered('timeout')), timeoutMs)
      this.#calls.set(requestId, { resolve, timer })
      send(requestId)
    })
  }

  /** Drops an answer that comes too late. */
  answer(requestId: string, answer: T): void {
    const call = this.#calls.get(requestId)
    if (call === undefined) return
    this.#calls.delete(requestId)
    stopTimer(call.timer)
    call.resolve(answer)
  }

  close(): void {
    this.#isClosed = true
    for (const requestId of this.#calls.keys()) this.answer(requestId, this.#unanswered('disconnected'))
  }
}
