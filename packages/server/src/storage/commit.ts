import type { ChangesOf, TableName } from './tables.ts'

/** The last ids given out. An id is never given twice, not even after a sweep. */
export interface Counters {
  readonly lastOffset: number
  readonly workflow: number
  readonly trigger: number
  readonly schedule: number
  readonly backfill: number
  readonly workflowExecution: number
  readonly taskExecution: number
  readonly verdict: number
  readonly deadLetter: number
}

/** Tables that are not named do not change. The order within a list does not matter unless its table says so. */
export type CommitTables = { readonly [Name in TableName]?: ChangesOf<Name> }

/**
 * A batch of steps, stored in one transaction. The store refuses it (`EPOCH_LOST`) unless `epoch` is the store's and
 * `expectedOffset` is the last offset it holds.
 */
export interface Commit {
  readonly epoch: number
  readonly expectedOffset: number
  readonly counters: Counters
  readonly tables: CommitTables
}

/** Whether there is anything to store. */
export function hasContent({ tables }: Commit): boolean {
  return Object.keys(tables).length > 0
}
