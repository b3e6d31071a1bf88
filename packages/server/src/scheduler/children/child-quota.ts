/** Maximum number of children that one step begins or stops, and of tasks in them. One is always taken whole. */
const CHILDREN = 100
const TASKS = 10_000

/** How many children a step may still begin and stop. Later steps go on with the rest. */
export class ChildQuota {
  #children = 0
  #tasks = 0

  get isUsedUp(): boolean {
    return this.#children >= CHILDREN || this.#tasks >= TASKS
  }

  /** Call with each child, and the number of its tasks. */
  take(tasks: number): void {
    this.#children += 1
    this.#tasks += tasks
  }

  /** Leaves the rest to later steps. */
  close(): void {
    this.#children = CHILDREN
  }
}
