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
 * The starts that wait for the running execution of a task to end, in order. Only the first ones are in memory. The rest are
 * in the store, one row each, and are read between two batches. The very first is always in memory when a batch begins.
 * Within a batch, a task does not end again unless it drops its pending starts or `isAway` is false.
 */
export class PendingStarts {
  #held = NONE
  #length = 0
  #lastPosition = 0

  /** Takes over the state in the store. */
  restore({ entries, length, lastPosition }: Omit<PendingImage, 'taskName'>): void {
    this.#held = entries.map(toHeld)
    this.#length = length
    this.#lastPosition = lastPosition
  }

  get length(): number {
    return this.#length
  }

  /** Whether the first start has to be read from the store before it can be taken. */
  get isAway(): boolean {
    return this.#length > 0 && this.#held.length === 0
  }

  /** Adds a start after the others, and returns its position, which is never reused. */
  add(start: PendingStart): number {
    const position = ++this.#lastPosition
    const isWhole = this.#held.length === this.#length
    if (isWhole && (this.#length === 0 || hasRoom(this.#held))) this.#held = [...this.#held, { position, start }]
    this.#length += 1
    return position
  }

  /** Removes and returns the first start; undefined if there is none. */
  take(): HeldStart | undefined {
    if (this.#length === 0) return undefined
    const [first, ...others] = this.#held
    if (first === undefined) throw new Error('the first start that waits was not read from the store')
    this.#held = others
    this.#length -= 1
    return first
  }

  /** Drops all starts except the first `keep`. Returns the positions dropped, null if there were none. */
  drop(keep: 0 | 1): Positions | null {
    if (this.#length <= keep) return null
    const first = this.#held[0]
    if (keep === 1 && first === undefined) throw new Error('the first start that waits was not read from the store')
    const from = keep === 1 && first !== undefined ? first.position + 1 : 1
    this.#held = this.#held.slice(0, keep)
    this.#length = keep
    return { from, to: this.#lastPosition }
  }

  /** Puts the first stored starts in memory. Does nothing if some are already in memory. */
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
