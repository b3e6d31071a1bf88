import { startTimer, stopTimer } from '@aiflow/sdk/internal/time'
import type { EventLog } from '../../log/event-log.ts'
import type { StoredEvent } from '../../storage/rows.ts'

const MAX_PENDING_EVENTS = 10_000
/** Of their values and contexts. */
const MAX_PENDING_CHARACTERS = 1024 * 1024

/**
 * The newest end of the log, as it is committed, as far as its reader wants it. What the reader does not take in time is let
 * go; then it finds it in the store.
 */
export class LogTail {
  readonly #isWanted: (event: StoredEvent) => boolean
  readonly #unsubscribe: () => void
  #pending: StoredEvent[] = []
  #pendingCharacters = 0
  /** All that is wanted after this offset is pending. */
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

  /** The wanted events after an offset, null where some of them are only in the store. */
  takeAfter(offset: number): readonly StoredEvent[] | null {
    const isWhole = offset >= this.#begin
    const pending = this.#pending
    this.#clear()
    this.#begin = this.#lastOffset
    return isWhole ? pending.filter((event) => event.offset > offset) : null
  }

  /** Resolves when there is something wanted after an offset, after a time, or when the signal is aborted. */
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

  /** Whoever wants nothing of a commit is not woken by it: of many that listen, most do not. */
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
