import type { BackfillRow } from '../../storage/rows.ts'
import type { ScheduledExecution } from '../../storage/scheduled-execution.ts'

/** Executions by the time that they were started for; a time that was looked up has a list, which may be empty. */
export type FoundTimes = ReadonlyMap<number, readonly ScheduledExecution[]>

/** The backfills of all workflows, so that who asks for the living ones need not look at the others. */
export class Backfills {
  readonly #rows = new Map<number, BackfillRow>()
  readonly #living = new Map<number, Set<number>>()
  /** When each was woken last; forgotten by a restart. */
  readonly wakeTimes = new Map<number, number>()
  /** What the store says of the next times of a backfill, by its id; known for one batch. */
  readonly found = new Map<number, FoundTimes>()

  constructor(rows: readonly BackfillRow[]) {
    for (const row of rows) this.set(row)
  }

  get(id: number): BackfillRow | undefined {
    return this.#rows.get(id)
  }

  /** In the order of their ids. */
  of(workflowId: number): BackfillRow[] {
    return [...this.#rows.values()].filter((row) => row.workflowId === workflowId)
  }

  /** Those of a workflow that have not ended, in the order of their ids. */
  livingOf(workflowId: number): BackfillRow[] {
    return [...(this.#living.get(workflowId) ?? [])].flatMap((id) => this.#rows.get(id) ?? [])
  }

  set(row: BackfillRow): void {
    this.#rows.set(row.id, row)
    if (row.endTime !== null) return this.#forgetLiving(row)
    const living = this.#living.get(row.workflowId)
    if (living === undefined) this.#living.set(row.workflowId, new Set([row.id]))
    else living.add(row.id)
  }

  delete(row: BackfillRow): void {
    this.#rows.delete(row.id)
    this.wakeTimes.delete(row.id)
    this.#forgetLiving(row)
  }

  #forgetLiving({ id, workflowId }: BackfillRow): void {
    const living = this.#living.get(workflowId)
    if (living?.delete(id) && living.size === 0) this.#living.delete(workflowId)
  }
}
