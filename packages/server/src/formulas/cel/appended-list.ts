import type { CelList } from '@bufbuild/cel'

type CelValue = ReturnType<CelList['get']>

/** What marks a list for the evaluator: see its `isCelList`. */
const LIST = Symbol.for('@bufbuild/cel/list')

/**
 * What `+` makes of lists. `map` and `filter` add one element at a time, and the evaluator's own lists would nest as
 * deep as the result is long. Here a list that was extended shares its items with what it was made of.
 */
export class AppendedList {
  readonly [LIST] = {}
  readonly #items: CelValue[]
  readonly size: number

  constructor(items: CelValue[], size: number) {
    this.#items = items
    this.size = size
  }

  /** Whether adding to it needs no copy: nothing was added to it before. */
  get isNewest(): boolean {
    return this.#items.length === this.size
  }

  /** The list with more at its end. */
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
