import type { PendingRange, PendingStartRow } from '../../../storage/rows.ts'
import type { PendingStartChanges } from '../../../storage/tables.ts'

type TaskKey = Pick<PendingStartRow, 'workflowExecutionId' | 'taskName'>

/** Pending starts that a batch adds or removes. */
export class ChangedPendingStarts {
  readonly #added = new Map<string, PendingStartRow[]>()
  readonly #removed: PendingRange[] = []

  add(row: PendingStartRow): void {
    const added = this.#added.get(keyOf(row))
    if (added === undefined) this.#added.set(keyOf(row), [row])
    else added.push(row)
  }

  /** Also removes those that this batch added. */
  remove(range: PendingRange): void {
    this.#removed.push(range)
    const added = this.#added.get(keyOf(range))
    if (added === undefined) return
    const left = added.filter(({ position }) => position < range.from || position > range.to)
    this.#added.set(keyOf(range), left)
  }

  toCommit(): PendingStartChanges | null {
    if (this.#added.size === 0 && this.#removed.length === 0) return null
    return { removed: this.#removed, added: [...this.#added.values()].flat() }
  }
}

function keyOf({ workflowExecutionId, taskName }: TaskKey): string {
  return `${workflowExecutionId}/${taskName}`
}
