import { isAlive } from '@aiflow/sdk/internal/model'
import type { TaskExecutionRow } from '../../storage/rows.ts'
import type { ExecutionLane, TaskSlot } from './execution-lane.ts'

/** Which tasks wait for which executions, and how many executions live below one that has no parent. */
export class Children {
  readonly #parents = new Map<number, TaskSlot>()
  readonly #below = new Map<number, Set<number>>()

  /** Call with each new state of a task execution. */
  track(slot: TaskSlot, { childExecutionId, status }: TaskExecutionRow): void {
    if (childExecutionId == null) return
    if (isAlive(status)) this.#parents.set(childExecutionId, slot)
    else if (this.#parents.get(childExecutionId) === slot) this.#parents.delete(childExecutionId)
  }

  /** The task that waits for an execution; undefined if none does. */
  parentOf(workflowExecutionId: number): TaskSlot | undefined {
    return this.#parents.get(workflowExecutionId)
  }

  /** Call when an execution comes into memory. */
  add({ execution: { id, parent } }: ExecutionLane): void {
    if (parent === null) return
    const ids = this.#below.get(parent.topExecutionId)
    if (ids === undefined) this.#below.set(parent.topExecutionId, new Set([id]))
    else ids.add(id)
  }

  remove({ execution: { id, parent } }: ExecutionLane): void {
    if (parent === null) return
    const ids = this.#below.get(parent.topExecutionId)
    if (ids?.delete(id) && ids.size === 0) this.#below.delete(parent.topExecutionId)
  }

  countBelow(topExecutionId: number): number {
    return this.#below.get(topExecutionId)?.size ?? 0
  }

  /** The number of tasks that wait for an execution. */
  get size(): number {
    return this.#parents.size
  }
}
