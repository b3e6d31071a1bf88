import type { InboxEntry, InboxImage } from '../../storage/image.ts'
import type { DeadLetterTry, StoredEvent } from '../../storage/rows.ts'
import { retryOf } from '../judging/retried-letter.ts'

const MAX_HELD = 256
const MAX_HELD_CHARACTERS = 4 * 1024 * 1024

/** A request that waits, whose sender has to be told if its turn never comes; with the letter that it tries again. */
export interface WaitingRequest {
  readonly offset: number
  readonly letter: DeadLetterTry | null
}

/**
 * The events that a lane has still to judge. In memory are only the first of them, however many wait: the rest is in the
 * store, and is read once the first have had their turn.
 */
export class Inbox {
  readonly #held: InboxEntry[] = []
  readonly #requests = new Map<number, DeadLetterTry | null>()
  #heldCharacters = 0
  #length: number
  /** Rises when it is emptied: what was read from the store before is of no use. */
  #emptied = 0

  constructor({ entries, length, requests }: InboxImage) {
    this.#hold(entries)
    this.#length = length
    for (const event of requests) this.#noteRequest(event)
  }

  get length(): number {
    return this.#length
  }

  get head(): InboxEntry | undefined {
    return this.#held[0]
  }

  get emptied(): number {
    return this.#emptied
  }

  /** The first ones as far as they are in memory, without the very first. */
  behindHead(limit: number): readonly InboxEntry[] {
    return this.#held.slice(1, 1 + limit)
  }

  add(entry: InboxEntry): void {
    const isWhole = this.#held.length === this.#length
    this.#length += 1
    this.#noteRequest(entry.event)
    if (isWhole && this.#held.length < MAX_HELD && this.#heldCharacters < MAX_HELD_CHARACTERS) this.#hold([entry])
  }

  /** Takes the first one, which must be in memory. */
  take(): InboxEntry | undefined {
    const entry = this.#held.shift()
    if (entry === undefined) return undefined
    this.#length -= 1
    this.#heldCharacters -= charactersOf(entry)
    this.#requests.delete(entry.offset)
    return entry
  }

  /** What the store holds of it, in memory from now on; to be called where nothing of it is. */
  refill(entries: readonly InboxEntry[]): void {
    if (this.#held.length === 0) this.#hold(entries.slice(0, this.#length))
  }

  /** Empties it, and tells which requests waited. */
  clear(): WaitingRequest[] {
    const requests = [...this.#requests].map(([offset, letter]) => ({ offset, letter }))
    this.#held.length = 0
    this.#requests.clear()
    this.#heldCharacters = 0
    this.#length = 0
    this.#emptied += 1
    return requests
  }

  #hold(entries: readonly InboxEntry[]): void {
    for (const entry of entries) {
      this.#held.push(entry)
      this.#heldCharacters += charactersOf(entry)
    }
  }

  #noteRequest(event: Pick<StoredEvent, 'offset' | 'kind' | 'key' | 'value'>): void {
    if (event.kind !== 'control') return
    const letter = retryOf(event)?.letter
    const known = letter === undefined ? null : tryOf(letter)
    this.#requests.set(event.offset, known)
  }
}

function charactersOf({ event }: InboxEntry): number {
  return (event.value?.length ?? 0) + (event.context?.length ?? 0)
}

function tryOf({ id, error, tries, lastTryTime }: DeadLetterTry): DeadLetterTry {
  return { id, error, tries, lastTryTime, retryOffset: null }
}
