import type { TaskExecutionRow } from '../../storage/rows.ts'
import { namespacedKey } from '../../storage/table.ts'
import type { TaskSlot } from './execution-lane.ts'
import { needOf, type SlotKind, slotKindOf } from './slot-kind.ts'
import { Unanswered } from './unanswered.ts'
import { type Needs, type WaitingTask, WaitingTasks } from './waiting-tasks.ts'

/**
 * Where the living attempts are, how many each worker and each pool has, which task executions wait for a slot, and which for
 * an answer.
 */
export class AttemptIndex {
  readonly #byAttempt = new Map<string, TaskSlot>()
  readonly #byWorker = new Map<string, Readonly<Record<SlotKind, Set<string>>>>()
  readonly #busyByPool = new Map<string, number>()
  readonly #waiting = new WaitingTasks()
  readonly unanswered = new Unanswered()

  /** Call with each new state of a task execution. */
  track(slot: TaskSlot, row: TaskExecutionRow): void {
    // Once its items have begun, they wait, each for itself.
    if (row.status === 'INIT' && slot.map === null) this.#wait(row, slot)
    else this.#waiting.delete(slot)
    if (slot.task.operator.type === 'approval') this.#trackApproval(slot, row)
    if (row.attemptId === null || row.workerId === null) return
    const alive = row.status === 'QUEUED' || row.status === 'RUNNING' || row.status === 'STOPPING'
    if (alive) this.#add(row.attemptId, { workerId: row.workerId, kind: slotKindOf(slot, row) }, slot)
    else this.#remove(row.attemptId, row.workerId)
  }

  /** Call when a living task execution gets another attempt. */
  forget({ attemptId, workerId }: TaskExecutionRow): void {
    if (attemptId !== null && workerId !== null) this.#remove(attemptId, workerId)
  }

  find(attemptId: string): TaskSlot | undefined {
    return this.#byAttempt.get(attemptId)
  }

  ofWorker(workerId: string): readonly string[] {
    const attempts = this.#byWorker.get(workerId)
    return attempts === undefined ? [] : Object.values(attempts).flatMap((ids) => [...ids])
  }

  /** The workers that have attempts. */
  workers(): readonly string[] {
    return [...this.#byWorker.keys()].filter((workerId) => this.busy(workerId) > 0)
  }

  busy(workerId: string): number {
    const attempts = this.#byWorker.get(workerId)
    return attempts === undefined ? 0 : Object.values(attempts).reduce((sum, { size }) => sum + size, 0)
  }

  busySlots(workerId: string, kind: SlotKind): number {
    return this.#byWorker.get(workerId)?.[kind].size ?? 0
  }

  /** The number of slots of a pool that are taken. */
  busyInPool(pool: string): number {
    return this.#busyByPool.get(pool) ?? 0
  }

  waitingInPool(pool: string): number {
    return this.#waiting.inPool(pool)
  }

  get alive(): number {
    return this.#byAttempt.size
  }

  get waiting(): number {
    return this.#waiting.size
  }

  /**
   * The waiting task execution that gets the next slot: the one with the greatest priority, then the oldest. A retry keeps the
   * place of its task execution.
   */
  firstWaiting(hasRoom: (needs: Needs) => boolean): WaitingTask | undefined {
    return this.#waiting.first(hasRoom)
  }

  #trackApproval(slot: TaskSlot, { id, status }: TaskExecutionRow): void {
    if (status === 'RUNNING') this.unanswered.add(id, slot)
    else this.unanswered.delete(id)
  }

  #wait(row: TaskExecutionRow, slot: TaskSlot): void {
    const { id } = row
    const kind = needOf(slot, row)
    // The list itself takes no slot, only its items do.
    const pool = kind === 'items' ? null : poolOf(slot)
    this.#waiting.add({ id, slot, priority: slot.task.priority ?? 0, pool, kind, isItem: slot.item !== null })
  }

  #add(attemptId: string, { workerId, kind }: { workerId: string; kind: SlotKind }, slot: TaskSlot): void {
    if (!this.#byAttempt.has(attemptId)) this.#count(slot, 1)
    this.#byAttempt.set(attemptId, slot)
    const attempts = this.#byWorker.get(workerId) ?? noAttempts()
    attempts[kind].add(attemptId)
    this.#byWorker.set(workerId, attempts)
  }

  #remove(attemptId: string, workerId: string): void {
    const slot = this.#byAttempt.get(attemptId)
    if (slot !== undefined) this.#count(slot, -1)
    this.#byAttempt.delete(attemptId)
    for (const ids of Object.values(this.#byWorker.get(workerId) ?? {})) ids.delete(attemptId)
  }

  #count(slot: TaskSlot, change: 1 | -1): void {
    const pool = poolOf(slot)
    if (pool === null) return
    const busy = this.busyInPool(pool) + change
    if (busy === 0) this.#busyByPool.delete(pool)
    else this.#busyByPool.set(pool, busy)
  }
}

function noAttempts(): Readonly<Record<SlotKind, Set<string>>> {
  return {
    own: new Set(),
    python: new Set(),
    secret: new Set(),
    secretPython: new Set(),
    alone: new Set(),
    shared: new Set(),
  }
}

/** The key of the pool whose slot a task needs; null if it needs none. */
export function poolOf({ lane, task }: TaskSlot): string | null {
  return task.pool === undefined ? null : namespacedKey({ namespace: lane.execution.namespace, name: task.pool })
}
