import type { PendingImage } from '../../storage/image.ts'
import type { PendingRange, PendingStart, PendingStartRow } from '../../storage/rows.ts'

const MAX_HELD = 16
const MAX_HELD_CHARACTERS = 64 * 1024

type Positions = Pick<PendingRange, 'from' | 'to'>

interface HeldStart {
  readonly position: number
  readonly start: PendingStart
}

const NONE: readonly HeldStart[] = []

/**
 * The starts that wait for the living execution of a task to end, in order. In memory are the first of them only, however
 * many wait: the rest is in the store, a row for each, and is read between two batches. The very first is always in memory
 * when a batch begins; within a batch no task ends again unless it drops what waits for it or `isAway` is false.
 */
export class PendingStarts {
  #held = NONE
  #length = 0
  #lastPosition = 0

  /** What the store holds of them. */
  restore({ entries, length, lastPosition }: Omit<PendingImage, 'taskName'>): void {
    this.#held = entries.map(toHeld)
    this.#length = length
    this.#lastPosition = lastPosition
  }

  get length(): number {
    return this.#length
  }

  /** The first of them has to be read from the store before it can be taken. */
  get isAway(): boolean {
    return this.#length > 0 && this.#held.length === 0
  }

  /** Puts a start behind the others; returns its position, which none before it had. */
  add(start: PendingStart): number {
    const position = ++this.#lastPosition
    const isWhole = this.#held.length === this.#length
    if (isWhole && (this.#length === 0 || hasRoom(this.#held))) this.#held = [...this.#held, { position, start }]
    this.#length += 1
    return position
  }

  /** Takes the first one out, undefined where there is none. */
  take(): HeldStart | undefined {
    if (this.#length === 0) return undefined
    const [first, ...others] = this.#held
    if (first === undefined) throw new Error('the first start that waits was not read from the store')
    this.#held = others
    this.#length -= 1
    return first
  }

  /** Drops all but the first so many, none or one; returns where they stood, null where there were none. */
  drop(keep: 0 | 1): Positions | null {
    if (this.#length <= keep) return null
    const first = this.#held[0]
    if (keep === 1 && first === undefined) throw new Error('the first start that waits was not read from the store')
    const from = keep === 1 && first !== undefined ? first.position + 1 : 1
    this.#held = this.#held.slice(0, keep)
    this.#length = keep
    return { from, to: this.#lastPosition }
  }

  /** The first ones as the store holds them; to be called where none of them is in memory. */
  refill(entries: readonly PendingStartRow[]): void {
    if (this.isAway) this.#held = entries.map(toHeld)
  }
}

function toHeld({ position, trigger, offset, depth, cause }: PendingStartRow): HeldStart {
  return { position, start: { trigger, offset, depth, cause } }
}

function hasRoom(held: readonly HeldStart[]): boolean {
  if (held.length >= MAX_HELD) return false
  const texts = held.flatMap(({ start }) => start.trigger.events.flatMap(({ value, context }) => [value, context]))
  return texts.reduce((sum, text) => sum + (text?.length ?? 0), 0) < MAX_HELD_CHARACTERS
}
