import type { LaneId } from '../../../model/lane-id.ts'
import type { InboxRow } from '../../../storage/rows.ts'
import type { InboxChanges } from '../../../storage/tables.ts'

/** Events that begin to wait in lanes, and events that wait no longer. */
export class ChangedInbox {
  readonly #added = new Map<string, InboxRow>()
  readonly #removed = new Map<string, InboxRow>()
  readonly #cleared = new Set<LaneId>()

  add(row: InboxRow): void {
    this.#added.set(keyOf(row), row)
  }

  remove(row: InboxRow): void {
    if (!this.#added.delete(keyOf(row))) this.#removed.set(keyOf(row), row)
  }

  /** Removes all that waits in a lane, also what this batch added. */
  clear(lane: LaneId): void {
    for (const [key, row] of this.#added) if (row.lane === lane) this.#added.delete(key)
    for (const [key, row] of this.#removed) if (row.lane === lane) this.#removed.delete(key)
    this.#cleared.add(lane)
  }

  toCommit(): InboxChanges | null {
    if (this.#added.size + this.#removed.size + this.#cleared.size === 0) return null
    return { cleared: [...this.#cleared], added: [...this.#added.values()], removed: [...this.#removed.values()] }
  }
}

function keyOf(row: InboxRow): string {
  return `${row.lane}/${row.offset}`
}
