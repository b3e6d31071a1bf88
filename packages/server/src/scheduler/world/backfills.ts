import type { BackfillKey } from '../../storage/image.ts'
import type { BackfillRow } from '../../storage/rows.ts'
import type { NextTimes } from '../backfills/next-times.ts'

/** The backfills of all workflows. Of those that have ended, only the ids are kept from one batch to the next. */
export class Backfills {
  readonly #rows = new Map<number, BackfillRow>()
  readonly #living = new Map<number, Set<number>>()
  readonly #ended = new Map<number, Set<number>>()
  /** Ended ones whose rows are here for this batch. */
  readonly #departing = new Set<number>()
  /** The next times of a backfill, by its id; known for one batch. */
  readonly nextTimes = new Map<number, NextTimes>()

  constructor(rows: readonly BackfillRow[], ended: readonly BackfillKey[]) {
    for (const row of rows) this.set(row)
    for (const { id, workflowId } of ended) addTo(this.#ended, workflowId, id)
  }

  beginBatch(): void {
    for (const id of this.#departing) this.#rows.delete(id)
    this.#departing.clear()
    this.nextTimes.clear()
  }

  /** Undefined for one that had ended before the batch, unless it was put back. */
  get(id: number): BackfillRow | undefined {
    return this.#rows.get(id)
  }

  /** Puts the row of an ended one back for this batch, as the store has it. */
  putBack(row: BackfillRow): void {
    if (this.#rows.has(row.id) || this.#ended.get(row.workflowId)?.has(row.id) !== true) return
    this.#rows.set(row.id, row)
    this.#departing.add(row.id)
  }

  /** Of all living ones. */
  living(): readonly BackfillRow[] {
    return [...this.#living.values()].flatMap((ids) => this.#rowsOf(ids))
  }

  /** Those of a workflow that have not ended, in the order of their ids. */
  livingOf(workflowId: number): readonly BackfillRow[] {
    return this.#rowsOf(this.#living.get(workflowId) ?? [])
  }

  /** The ids of those of a workflow that have ended. */
  endedOf(workflowId: number): readonly number[] {
    return [...(this.#ended.get(workflowId) ?? [])]
  }

  set(row: BackfillRow): void {
    const { id, workflowId, endTime } = row
    this.#rows.set(id, row)
    this.#departing.delete(id)
    if (endTime !== null) this.#departing.add(id)
    deleteFrom(endTime === null ? this.#ended : this.#living, workflowId, id)
    addTo(endTime === null ? this.#living : this.#ended, workflowId, id)
  }

  delete(workflowId: number, id: number): void {
    this.#rows.delete(id)
    this.#departing.delete(id)
    deleteFrom(this.#living, workflowId, id)
    deleteFrom(this.#ended, workflowId, id)
  }

  #rowsOf(ids: Iterable<number>): readonly BackfillRow[] {
    return [...ids].sort((a, b) => a - b).flatMap((id) => this.#rows.get(id) ?? [])
  }
}

function addTo(sets: Map<number, Set<number>>, workflowId: number, id: number): void {
  const ids = sets.get(workflowId)
  if (ids === undefined) sets.set(workflowId, new Set([id]))
  else ids.add(id)
}

function deleteFrom(sets: Map<number, Set<number>>, workflowId: number, id: number): void {
  const ids = sets.get(workflowId)
  if (ids?.delete(id) && ids.size === 0) sets.delete(workflowId)
}
