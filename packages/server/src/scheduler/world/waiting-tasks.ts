import type { TaskSlot } from './execution-lane.ts'
import type { Need } from './slot-kind.ts'

/** The slots that a task execution waits for. */
export interface Needs {
  /** Which slot of a worker, if any. */
  readonly kind: Need
  /** The pool in which it needs a slot, in addition to that of a worker; null if it needs none. */
  readonly pool: string | null
  /** Whether it must be a slot of a worker that knows items of lists. */
  readonly isItem: boolean
}

/** A task execution that waits for a slot. */
export interface WaitingTask extends Needs {
  /** Id of the task execution. */
  readonly id: number
  readonly slot: TaskSlot
  readonly priority: number
}

interface Queue extends Needs {
  heap: WaitingTask[]
}

/** A heap is rebuilt when it has this many entries more than twice the number of waiting task executions. */
const STALE_LIMIT = 64

/**
 * Task executions that wait for a slot: greater priority first, then the older one. There is a binary heap for each pool and
 * kind of slot, so that what is full is skipped at once. An entry that no longer waits stays in its heap until it reaches the top.
 */
export class WaitingTasks {
  readonly #bySlot = new Map<TaskSlot, WaitingTask>()
  /** By kind of slot and pool. */
  readonly #queues = new Map<string, Queue>()

  get size(): number {
    return this.#bySlot.size
  }

  inPool(pool: string): number {
    const queues = [...this.#queues.values()].filter((queue) => queue.pool === pool)
    return queues.reduce((sum, { heap }) => sum + heap.filter((task) => this.#waits(task)).length, 0)
  }

  add(task: WaitingTask): void {
    this.#bySlot.set(task.slot, task)
    const { kind, pool, isItem } = task
    const key = keyOf(task)
    const queue = this.#queues.get(key)
    if (queue === undefined) this.#queues.set(key, { kind, pool, isItem, heap: [task] })
    else if (queue.heap.push(task) > 2 * this.#bySlot.size + STALE_LIMIT) this.#rebuild(queue)
    else rise(queue.heap)
  }

  delete(slot: TaskSlot): void {
    this.#bySlot.delete(slot)
  }

  /** The first task execution for which there is room. */
  first(hasRoom: (needs: Needs) => boolean): WaitingTask | undefined {
    let best: WaitingTask | undefined
    for (const queue of this.#queues.values()) {
      const head = this.#headOf(queue)
      if (head === undefined || (best !== undefined && isBefore(best, head))) continue
      if (hasRoom(queue)) best = head
    }
    return best
  }

  #headOf(queue: Queue): WaitingTask | undefined {
    const { heap } = queue
    for (let head = heap[0]; head !== undefined; head = heap[0]) {
      if (this.#waits(head)) return head
      pop(heap)
    }
    this.#queues.delete(keyOf(queue))
    return undefined
  }

  /** A sorted array is a valid heap. */
  #rebuild(queue: Queue): void {
    const waiting = queue.heap.filter((task) => this.#waits(task))
    queue.heap = waiting.sort((a, b) => (isBefore(a, b) ? -1 : 1))
  }

  #waits(task: WaitingTask): boolean {
    return this.#bySlot.get(task.slot) === task
  }
}

function keyOf({ kind, pool, isItem }: Needs): string {
  return `${isItem ? 'item ' : ''}${kind} ${pool ?? ''}`
}

function isBefore(a: WaitingTask, b: WaitingTask): boolean {
  if (a.priority !== b.priority) return a.priority > b.priority
  return a.id === b.id ? indexOf(a) < indexOf(b) : a.id < b.id
}

/** Items of a task have the id of its execution. */
function indexOf({ slot }: WaitingTask): number {
  return slot.item?.index ?? 0
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
