import type { CelList } from '@bufbuild/cel'

type CelValue = ReturnType<CelList['get']>

/** Marks a list for the evaluator: see its `isCelList`. */
const LIST = Symbol.for('@bufbuild/cel/list')

/**
 * The result of `+` on lists. `map` and `filter` add one element at a time, and the evaluator's own lists would nest as
 * deep as the result is long. This list shares its items with the list that it extends.
 */
export class AppendedList {
  readonly [LIST] = {}
  readonly #items: CelValue[]
  readonly size: number

  constructor(items: CelValue[], size: number) {
    this.#items = items
    this.size = size
  }

  /** Whether it can grow without a copy, because nothing was added to it before. */
  get isNewest(): boolean {
    return this.#items.length === this.size
  }

  /** Returns the list with more items at its end. */
  with(more: CelList): AppendedList {
    const items = this.isNewest ? this.#items : this.#items.slice(0, this.size)
    for (const value of more.values()) items.push(value)
    return new AppendedList(items, items.length)
  }

  get(index: number): CelValue {
    return index < 0 || index >= this.size ? undefined : this.#items[index]
  }

  *values(): IterableIterator<CelValue> {
    for (let index = 0; index < this.size; index += 1) yield this.#items[index]
  }

  [Symbol.iterator](): IterableIterator<CelValue> {
    return this.values()
  }
}
