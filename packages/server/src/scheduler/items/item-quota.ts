/** Maximum number of items that one step begins or stops. */
const ITEMS = 500

/** How many items a step may still begin and stop. Later steps go on with the rest. */
export class ItemQuota {
  #items = 0

  get isUsedUp(): boolean {
    return this.#items >= ITEMS
  }

  /** Call with each item. */
  take(): void {
    this.#items += 1
  }

  /** Leaves the rest to later steps. */
  close(): void {
    this.#items = ITEMS
  }
}
