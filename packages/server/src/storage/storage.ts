import type { ErrorCode } from '@aiflow/sdk/internal/errors'
import type { Commit } from './commit.ts'
import type { SchedulerImage } from './image.ts'
import type { History, Lookups } from './lookups.ts'

/** The scheduler's side of the store, which is the only writer. Its lookups are grouped by aggregate. */
export interface SchedulerStorage extends Lookups {
  /** Migrates, then takes the next epoch: from here on an older scheduler on the same store can commit nothing. */
  open(): Promise<void>
  load(): Promise<SchedulerImage>
  readonly history: History
  commit(commit: Commit): Promise<void>
  /**
   * Stores consecutive batches of steps, all of them or none. Null if they are stored, otherwise the first one that could not
   * be written, and why. The store's own errors are thrown, as by `commit`.
   */
  commitAll(commits: readonly Commit[]): Promise<CommitFault | null>
  /** Rejects with the error that a commit would fail with at the moment. Changes nothing. */
  probe(): Promise<void>
  close(): Promise<void>
}

export interface CommitFault {
  /** Index of the commit in the list. */
  readonly place: number
  readonly error: unknown
}

/** Codes that a commit fails with. Any other error is a defect of the commit itself: the poison path. */
export const COMMIT_ERROR_CODES: readonly ErrorCode[] = ['STORE_FULL', 'STORE_UNAVAILABLE', 'EPOCH_LOST']
