import type { RowChanges, RowKey, RowKeys } from '../../../storage/table.ts'

const NONE: readonly never[] = []

/** Rows of a table that a batch writes or deletes. A row that changes several times is written once, as it is at the end. */
export class ChangedRows<Row, Gone = never> {
  readonly #keys: RowKeys<Row, Gone>
  #set: Map<RowKey, Row> | null = null
  #deleted: Map<RowKey, Gone> | null = null

  constructor(keys: RowKeys<Row, Gone>) {
    this.#keys = keys
  }

  /** The rows to write so far. */
  get rows(): Iterable<Row> {
    return this.#set?.values() ?? NONE
  }

  get hasDeleted(): boolean {
    return this.#deleted !== null && this.#deleted.size > 0
  }

  /** Does nothing if the row was deleted and its key cannot come back. */
  set(row: Row): void {
    const key = this.#keys.keyOf(row)
    if (this.#deleted?.has(key)) {
      if (!this.#keys.mayReturn) return
      this.#deleted.delete(key)
    }
    this.#set ??= new Map()
    this.#set.set(key, row)
  }

  delete(gone: Gone): void {
    const key = this.#keys.keyOfGone(gone)
    this.#set?.delete(key)
    this.#deleted ??= new Map()
    this.#deleted.set(key, gone)
  }

  toCommit(): RowChanges<Row, Gone> | null {
    const set = valuesOf(this.#set)
    const deleted = valuesOf(this.#deleted)
    return set.length + deleted.length === 0 ? null : { set, deleted }
  }
}

function valuesOf<Value>(of: ReadonlyMap<RowKey, Value> | null): readonly Value[] {
  return of === null || of.size === 0 ? NONE : [...of.values()]
}
