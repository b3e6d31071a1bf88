import type { LaneId } from '../../../model/lane-id.ts'
import type { InboxRow } from '../../../storage/rows.ts'
import type { InboxChanges } from '../../../storage/tables.ts'

/** Events that a batch adds to inboxes or removes from them. */
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

  /** Removes all events that wait in a lane, including those that this batch added. */
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
