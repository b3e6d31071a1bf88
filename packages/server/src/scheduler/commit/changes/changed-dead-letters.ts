import type { DeadLetterRow, DeadLetterTry } from '../../../storage/rows.ts'
import type { DeadLetterChanges } from '../../../storage/tables.ts'

/** Dead letters that a batch adds, retries and deletes. */
export class ChangedDeadLetters {
  readonly #added: DeadLetterRow[] = []
  readonly #tried = new Map<number, DeadLetterTry>()
  readonly #deleted = new Set<number>()

  /** The number of dead letters added. */
  get added(): number {
    return this.#added.length
  }

  add(row: DeadLetterRow): void {
    this.#added.push(row)
  }

  /** Removes all that were added after the first `count`, and returns them. */
  takeBack(count: number): readonly DeadLetterRow[] {
    return this.#added.splice(count)
  }

  setTry(tried: DeadLetterTry): void {
    this.#tried.set(tried.id, tried)
  }

  delete(id: number): void {
    this.#deleted.add(id)
  }

  toCommit(): DeadLetterChanges | null {
    if (this.#added.length + this.#tried.size + this.#deleted.size === 0) return null
    return { added: this.#added, tried: [...this.#tried.values()], deleted: [...this.#deleted] }
  }
}
