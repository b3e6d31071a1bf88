interface Entry {
  readonly id: string
  readonly dueTime: number
}

/**
 * Timers by due time, in a binary heap. Moving or deleting a timer leaves its old entry in the heap, which is skipped
 * later.
 */
export class DueQueue {
  readonly #dueTimes = new Map<string, number>()
  readonly #heap: Entry[] = []

  /** Sets or moves a timer; null deletes it. */
  set(id: string, dueTime: number | null): void {
    if (dueTime === null) {
      this.#dueTimes.delete(id)
      return
    }
    if (this.#dueTimes.get(id) === dueTime) return
    this.#dueTimes.set(id, dueTime)
    this.#heap.push({ id, dueTime })
    this.#rise(this.#heap.length - 1)
  }

  nextDueTime(): number | null {
    this.#dropStale()
    return this.#heap[0]?.dueTime ?? null
  }

  /** Removes and returns the timer that has been due for longest; null if none is due. */
  takeDue(now: number): Entry | null {
    this.#dropStale()
    const first = this.#heap[0]
    if (first === undefined || first.dueTime > now) return null
    this.#dueTimes.delete(first.id)
    this.#pop()
    return first
  }

  #dropStale(): void {
    for (let first = this.#heap[0]; first !== undefined; first = this.#heap[0]) {
      if (this.#dueTimes.get(first.id) === first.dueTime) return
      this.#pop()
    }
  }

  #pop(): void {
    const last = this.#heap.pop()
    if (last === undefined || this.#heap.length === 0) return
    this.#heap[0] = last
    this.#sink(0)
  }

  #rise(from: number): void {
    for (let child = from; child > 0; ) {
      const parent = (child - 1) >> 1
      if (this.#due(parent) <= this.#due(child)) return
      this.#swap(parent, child)
      child = parent
    }
  }

  #sink(from: number): void {
    for (let parent = from; ; ) {
      const left = 2 * parent + 1
      const least = this.#due(left + 1) < this.#due(left) ? left + 1 : left
      if (this.#due(parent) <= this.#due(least)) return
      this.#swap(parent, least)
      parent = least
    }
  }

  #due(index: number): number {
    return this.#heap[index]?.dueTime ?? Number.POSITIVE_INFINITY
  }

  #swap(a: number, b: number): void {
    const first = this.#heap[a]
    const second = this.#heap[b]
    if (first === undefined || second === undefined) return
    this.#heap[a] = second
    this.#heap[b] = first
  }
}
