import type { TaskExecutionRow } from '../../storage/rows.ts'
import { namespacedKey } from '../../storage/table.ts'
import type { TaskSlot } from './execution-lane.ts'
import { type WaitingTask, WaitingTasks } from './waiting-tasks.ts'

/** Where the living attempts are, how many each worker and each pool has, and which task executions wait for a slot. */
export class AttemptIndex {
  readonly #byAttempt = new Map<string, TaskSlot>()
  readonly #byWorker = new Map<string, Set<string>>()
  readonly #busyByPool = new Map<string, number>()
  readonly #waiting = new WaitingTasks()

  /** Call with each new state of a task execution. */
  track(slot: TaskSlot, row: TaskExecutionRow): void {
    if (row.status === 'INIT') this.#wait(row.id, slot)
    else this.#waiting.delete(row.id)
    if (row.attemptId === null || row.workerId === null) return
    const alive = row.status === 'QUEUED' || row.status === 'RUNNING' || row.status === 'STOPPING'
    if (alive) this.#add(row.attemptId, row.workerId, slot)
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
    return [...(this.#byWorker.get(workerId) ?? [])]
  }

  /** The workers that have attempts. */
  workers(): readonly string[] {
    return [...this.#byWorker].flatMap(([workerId, attempts]) => (attempts.size > 0 ? [workerId] : []))
  }

  busy(workerId: string): number {
    return this.#byWorker.get(workerId)?.size ?? 0
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
  firstWaiting(hasRoom: (pool: string) => boolean): WaitingTask | undefined {
    return this.#waiting.first(hasRoom)
  }

  #wait(id: number, slot: TaskSlot): void {
    this.#waiting.add({ id, slot, priority: slot.task.priority ?? 0, pool: poolOf(slot) })
  }

  #add(attemptId: string, workerId: string, slot: TaskSlot): void {
    if (!this.#byAttempt.has(attemptId)) this.#count(slot, 1)
    this.#byAttempt.set(attemptId, slot)
    const attempts = this.#byWorker.get(workerId)
    if (attempts === undefined) this.#byWorker.set(workerId, new Set([attemptId]))
    else attempts.add(attemptId)
  }

  #remove(attemptId: string, workerId: string): void {
    const slot = this.#byAttempt.get(attemptId)
    if (slot !== undefined) this.#count(slot, -1)
    this.#byAttempt.delete(attemptId)
    this.#byWorker.get(workerId)?.delete(attemptId)
  }

  #count(slot: TaskSlot, change: 1 | -1): void {
    const pool = poolOf(slot)
    if (pool === null) return
    const busy = this.busyInPool(pool) + change
    if (busy === 0) this.#busyByPool.delete(pool)
    else this.#busyByPool.set(pool, busy)
  }
}

/** The key of the pool whose slot a task needs; null if it needs none. */
export function poolOf({ lane, task }: TaskSlot): string | null {
  return task.pool === undefined ? null : namespacedKey({ namespace: lane.execution.namespace, name: task.pool })
}
