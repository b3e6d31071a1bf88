import type { Ring } from '../log/ring-port.ts'
import type { StoredEvent } from '../storage/rows.ts'

const MAX_PENDING_EVENTS = 10_000

/**
 * The newest end of the log, as it is committed. What its reader does not take in time is let go; the reader notices, since
 * offsets have no gaps, and finds it in the store.
 */
export class LogTail {
  readonly #unsubscribe: () => void
  #pending: (readonly StoredEvent[])[] = []
  #pendingEvents = 0
  #lastOffset: number
  #wake: (() => void) | null = null

  constructor(ring: Pick<Ring, 'lastOffset' | 'onCommitted'>) {
    this.#lastOffset = ring.lastOffset
    this.#unsubscribe = ring.onCommitted((events) => this.#add(events))
  }

  /** The last offset that is known to be committed. */
  get lastOffset(): number {
    return this.#lastOffset
  }

  /** The committed events after an offset, null where some of them are only in the store. */
  takeAfter(offset: number): readonly StoredEvent[] | null {
    if (offset >= this.#lastOffset) return []
    const pending = this.#pending
    this.#pending = []
    this.#pendingEvents = 0
    const events = pending.flat().filter((event) => event.offset > offset)
    return events[0]?.offset === offset + 1 ? events : null
  }

  /** Resolves when there is more than an offset, after a time, or when the signal is aborted. */
  async waitAfter(offset: number, timeoutMs: number, signal: AbortSignal): Promise<void> {
    if (offset < this.#lastOffset || signal.aborted) return
    await new Promise<void>((resolve) => {
      const finish = () => {
        clearTimeout(timer)
        signal.removeEventListener('abort', finish)
        this.#wake = null
        resolve()
      }
      const timer = setTimeout(finish, timeoutMs)
      signal.addEventListener('abort', finish, { once: true })
      this.#wake = finish
    })
  }

  close(): void {
    this.#unsubscribe()
    this.#wake?.()
  }

  #add(events: readonly StoredEvent[]): void {
    const last = events.at(-1)
    if (last === undefined) return
    if (this.#pendingEvents + events.length > MAX_PENDING_EVENTS) {
      this.#pending = []
      this.#pendingEvents = 0
    }
    this.#pending.push(events)
    this.#pendingEvents += events.length
    this.#lastOffset = last.offset
    this.#wake?.()
  }
}
