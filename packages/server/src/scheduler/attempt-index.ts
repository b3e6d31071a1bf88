import type { TaskExecutionRow } from '../storage/rows.ts'
import type { ExecutionLane } from './execution-lane.ts'

/** A living task execution and the lane it is in. */
export interface Located {
  readonly lane: ExecutionLane
  readonly taskName: string
}

/** Where the living attempts are, how many each worker has, and who waits for a slot. */
export class AttemptIndex {
  readonly #byAttempt = new Map<string, Located>()
  readonly #byWorker = new Map<string, Set<string>>()
  /** Task execution id to its place. */
  #waiting = new Map<number, Located>()
  /** The ids in `#waiting` rise, so that the first one is the oldest. */
  #isSorted = true
  #newestId = 0

  /** To be called with each new state of a task execution. */
  track(lane: ExecutionLane, row: TaskExecutionRow): void {
    const located = { lane, taskName: row.taskName }
    if (row.status === 'INIT') this.#wait(row.id, located)
    else this.#waiting.delete(row.id)
    if (row.attemptId === null || row.workerId === null) return
    const alive = row.status === 'QUEUED' || row.status === 'RUNNING' || row.status === 'STOPPING'
    if (alive) this.#add(row.attemptId, row.workerId, located)
    else this.#remove(row.attemptId, row.workerId)
  }

  /** The task execution gets another attempt while it lives. */
  forget({ attemptId, workerId }: TaskExecutionRow): void {
    if (attemptId !== null && workerId !== null) this.#remove(attemptId, workerId)
  }

  find(attemptId: string): Located | undefined {
    return this.#byAttempt.get(attemptId)
  }

  ofWorker(workerId: string): readonly string[] {
    return [...(this.#byWorker.get(workerId) ?? [])]
  }

  busy(workerId: string): number {
    return this.#byWorker.get(workerId)?.size ?? 0
  }

  get alive(): number {
    return this.#byAttempt.size
  }

  get waiting(): number {
    return this.#waiting.size
  }

  /** The oldest task execution that waits; an attempt that follows another one keeps the place of its execution. */
  firstWaiting(): Located | undefined {
    if (!this.#isSorted) this.#waiting = new Map([...this.#waiting].sort(([a], [b]) => a - b))
    this.#isSorted = true
    return this.#waiting.values().next().value
  }

  #wait(id: number, located: Located): void {
    if (id < this.#newestId) this.#isSorted = false
    else this.#newestId = id
    this.#waiting.set(id, located)
  }

  #add(attemptId: string, workerId: string, located: Located): void {
    this.#byAttempt.set(attemptId, located)
    const attempts = this.#byWorker.get(workerId)
    if (attempts === undefined) this.#byWorker.set(workerId, new Set([attemptId]))
    else attempts.add(attemptId)
  }

  #remove(attemptId: string, workerId: string): void {
    this.#byAttempt.delete(attemptId)
    this.#byWorker.get(workerId)?.delete(attemptId)
  }
}
