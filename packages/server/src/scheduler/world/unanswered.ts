import type { TaskSlot } from './execution-lane.ts'

/** The task executions that wait for the answer of a person, in the order of their ids. */
export class Unanswered {
  #byId = new Map<number, TaskSlot>()
  #lastId = 0
  #isSorted = true

  get size(): number {
    return this.#byId.size
  }

  /** Most come in their order; only those of a store that is loaded do not. */
  add(id: number, slot: TaskSlot): void {
    if (this.#byId.has(id)) return
    if (id < this.#lastId) this.#isSorted = false
    else this.#lastId = id
    this.#byId.set(id, slot)
  }

  delete(id: number): void {
    this.#byId.delete(id)
  }

  entries(): Iterable<readonly [id: number, slot: TaskSlot]> {
    if (!this.#isSorted) this.#byId = new Map([...this.#byId].sort(([a], [b]) => a - b))
    this.#isSorted = true
    return this.#byId.entries()
  }
}
