import { startTimer, stopTimer } from '@aiflow/sdk/internal/time'
import type { EventLog } from '../../log/event-log.ts'
import type { StoredEvent } from '../../storage/rows.ts'

const MAX_PENDING_EVENTS = 10_000
/** Maximum size of values and contexts, in characters. */
const MAX_PENDING_CHARACTERS = 1024 * 1024

/**
 * The newest events of the log as they are committed, as far as the reader wants them. What the reader does not take in
 * time is dropped. It can then read that from the store.
 */
export class LogTail {
  readonly #isWanted: (event: StoredEvent) => boolean
  readonly #unsubscribe: () => void
  #pending: StoredEvent[] = []
  #pendingCharacters = 0
  /** Holds everything wanted after this offset. */
  #begin: number
  #lastOffset: number
  #wake: (() => void) | null = null

  constructor(log: Pick<EventLog, 'lastOffset' | 'onCommitted'>, isWanted: (event: StoredEvent) => boolean) {
    this.#isWanted = isWanted
    this.#lastOffset = log.lastOffset
    this.#begin = log.lastOffset
    this.#unsubscribe = log.onCommitted((events) => this.#add(events))
  }

  /** The last offset that is known to be committed. */
  get lastOffset(): number {
    return this.#lastOffset
  }

  /** The wanted events after an offset, null if some of them are only in the store. */
  takeAfter(offset: number): readonly StoredEvent[] | null {
    const isWhole = offset >= this.#begin
    const pending = this.#pending
    this.#clear()
    this.#begin = this.#lastOffset
    return isWhole ? pending.filter((event) => event.offset > offset) : null
  }

  /** Resolves when there is a wanted event after an offset, after a timeout, or when the signal is aborted. */
  async waitAfter(offset: number, timeoutMs: number, signal: AbortSignal): Promise<void> {
    if (this.#pending.length > 0 || offset < this.#begin || signal.aborted) return
    await new Promise<void>((resolve) => {
      const finish = () => {
        stopTimer(timer)
        signal.removeEventListener('abort', finish)
        this.#wake = null
        resolve()
      }
      const timer = startTimer(finish, timeoutMs)
      signal.addEventListener('abort', finish, { once: true })
      this.#wake = finish
    })
  }

  close(): void {
    this.#unsubscribe()
    this.#wake?.()
  }

  /** A listener is woken only for events that it wants: most commits concern few listeners. */
  #add(events: readonly StoredEvent[]): void {
    const last = events.at(-1)
    if (last === undefined) return
    const wanted = events.filter(this.#isWanted)
    const characters = this.#pendingCharacters + charactersOf(wanted)
    if (this.#pending.length + wanted.length > MAX_PENDING_EVENTS || characters > MAX_PENDING_CHARACTERS) {
      this.#clear()
      this.#begin = last.offset
    } else {
      for (const event of wanted) this.#pending.push(event)
      this.#pendingCharacters = characters
    }
    this.#lastOffset = last.offset
    if (wanted.length > 0) this.#wake?.()
  }

  #clear(): void {
    this.#pending = []
    this.#pendingCharacters = 0
  }
}

function charactersOf(events: readonly StoredEvent[]): number {
  return events.reduce((sum, { value, context }) => sum + (value?.length ?? 0) + (context?.length ?? 0), 0)
}
