import type { InboxEntry, InboxImage } from '../../storage/image.ts'
import type { DeadLetterTry, StoredEvent } from '../../storage/rows.ts'
import { retryOf } from '../judging/retried-letter.ts'
import { SparseMap } from './sparse-map.ts'

const MAX_HELD = 256
const MAX_HELD_CHARACTERS = 4 * 1024 * 1024

/** A waiting request, whose sender has to be told if it is never handled, with the dead letter that it retries. */
export interface WaitingRequest {
  readonly offset: number
  readonly letter: DeadLetterTry | null
}

/**
 * The events that a lane still has to judge. Only the first ones are in memory. The rest are in the store, and are read once
 * the first ones were judged.
 */
export class Inbox {
  readonly #held: InboxEntry[] = []
  readonly #requests = new SparseMap<number, DeadLetterTry | null>()
  #heldCharacters = 0
  #length: number
  /** Increases when the inbox is emptied, since what was read from the store before is then outdated. */
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

  /** The first events that are in memory, without the very first. */
  behindHead(limit: number): readonly InboxEntry[] {
    return this.#held.slice(1, 1 + limit)
  }

  add(entry: InboxEntry): void {
    const isWhole = this.#held.length === this.#length
    this.#length += 1
    this.#noteRequest(entry.event)
    if (isWhole && this.#held.length < MAX_HELD && this.#heldCharacters < MAX_HELD_CHARACTERS) this.#hold([entry])
  }

  /** Takes the first event, which must be in memory. */
  take(): InboxEntry | undefined {
    const entry = this.#held.shift()
    if (entry === undefined) return undefined
    this.#length -= 1
    this.#heldCharacters -= charactersOf(entry)
    this.#requests.delete(entry.offset)
    return entry
  }

  /** Puts the first stored events in memory. Does nothing if some are already in memory. */
  refill(entries: readonly InboxEntry[]): void {
    if (this.#held.length === 0) this.#hold(entries.slice(0, this.#length))
  }

  /** Empties the inbox, and returns the requests that waited. */
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
