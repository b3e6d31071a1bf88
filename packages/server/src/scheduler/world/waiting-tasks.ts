import type { TaskSlot } from './execution-lane.ts'

/** A task execution that waits for a slot. */
export interface WaitingTask {
  /** Id of the task execution. */
  readonly id: number
  readonly slot: TaskSlot
  /** The pool in which it needs a slot, in addition to a slot of a worker; null if it needs none. */
  readonly pool: string | null
  readonly priority: number
}

/** A heap is rebuilt when it has this many entries more than twice the number of waiting task executions. */
const STALE_LIMIT = 64

/**
 * Task executions that wait for a slot: greater priority first, then the older one. There is a binary heap for each pool, so
 * that a full pool is skipped at once. An entry that no longer waits stays in its heap until it reaches the top.
 */
export class WaitingTasks {
  readonly #byId = new Map<number, WaitingTask>()
  readonly #heaps = new Map<string | null, WaitingTask[]>()

  get size(): number {
    return this.#byId.size
  }

  inPool(pool: string): number {
    return (this.#heaps.get(pool) ?? []).filter((task) => this.#waits(task)).length
  }

  add(task: WaitingTask): void {
    this.#byId.set(task.id, task)
    const heap = this.#heaps.get(task.pool)
    if (heap === undefined) this.#heaps.set(task.pool, [task])
    else if (heap.push(task) > 2 * this.#byId.size + STALE_LIMIT) this.#rebuild(task.pool, heap)
    else rise(heap)
  }

  delete(id: number): void {
    this.#byId.delete(id)
  }

  /** The first task execution whose pool has room. */
  first(hasRoom: (pool: string) => boolean): WaitingTask | undefined {
    let best: WaitingTask | undefined
    for (const [pool, heap] of this.#heaps) {
      const head = this.#headOf(pool, heap)
      if (head === undefined || (best !== undefined && isBefore(best, head))) continue
      if (pool === null || hasRoom(pool)) best = head
    }
    return best
  }

  #headOf(pool: string | null, heap: WaitingTask[]): WaitingTask | undefined {
    for (let head = heap[0]; head !== undefined; head = heap[0]) {
      if (this.#waits(head)) return head
      pop(heap)
    }
    this.#heaps.delete(pool)
    return undefined
  }

  /** A sorted array is a valid heap. */
  #rebuild(pool: string | null, heap: readonly WaitingTask[]): void {
    const waiting = heap.filter((task) => this.#waits(task))
    this.#heaps.set(
      pool,
      waiting.sort((a, b) => (isBefore(a, b) ? -1 : 1)),
    )
  }

  #waits(task: WaitingTask): boolean {
    return this.#byId.get(task.id) === task
  }
}

function isBefore(a: WaitingTask, b: WaitingTask): boolean {
  return a.priority === b.priority ? a.id < b.id : a.priority > b.priority
}

/** Moves the last entry up to its place. */
function rise(heap: WaitingTask[]): void {
  for (let child = heap.length - 1; child > 0; ) {
    const parent = (child - 1) >> 1
    if (!swapUnlessInOrder(heap, parent, child)) return
    child = parent
  }
}

function pop(heap: WaitingTask[]): void {
  const last = heap.pop()
  if (last === undefined || heap.length === 0) return
  heap[0] = last
  for (let parent = 0; ; ) {
    const child = firstChildOf(heap, parent)
    if (!swapUnlessInOrder(heap, parent, child)) return
    parent = child
  }
}

function firstChildOf(heap: readonly WaitingTask[], parent: number): number {
  const left = heap[2 * parent + 1]
  const right = heap[2 * parent + 2]
  return left !== undefined && right !== undefined && isBefore(right, left) ? 2 * parent + 2 : 2 * parent + 1
}

function swapUnlessInOrder(heap: WaitingTask[], parent: number, child: number): boolean {
  const above = heap[parent]
  const below = heap[child]
  if (above === undefined || below === undefined || isBefore(above, below)) return false
  heap[parent] = below
  heap[child] = above
  return true
}
