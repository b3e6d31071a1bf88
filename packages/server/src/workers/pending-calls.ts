import { startTimer, stopTimer, type Timer } from '@aiflow/sdk/internal/time'
export interface PendingCallsOptions<T> {
  /** What a call resolves with that gets no answer in time, or whose connection ends. */
  readonly unanswered: (reason: 'timeout' | 'disconnected') => T
}

interface PendingCall<T> {
  readonly resolve: (answer: T) => void
  readonly timer: Timer
}

/** Questions that were asked over a connection and wait for their answers. Each resolves, whatever happens. */
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

  /** An answer that comes too late is dropped. */
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
