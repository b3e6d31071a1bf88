import type { Json } from '@aiflow/sdk/internal/json'
import type { LaneId } from '../model/lane-id.ts'
import type { ExpiredExecutions, HistoryBounds, HistorySlice, SweepPosition } from './history.ts'
import type { ExecutionImage, InboxEntry } from './image.ts'
import type { Duplicate, ProducerKey } from './producer-key.ts'
import type { BackfillRow, DeadLetterRow, PendingStartRow, SnapshotRow, StoredEvent } from './rows.ts'
import type { ScheduledExecution, ScheduledTimes } from './scheduled-execution.ts'

/*
 * What the scheduler looks up between two batches, by aggregate. Everything else is in memory.
 */

export interface ExecutionLookups {
  /** Living or ended; null if there is none. Throws `ROW_UNREADABLE`. */
  load(workflowExecutionId: number): Promise<ExecutionImage | null>
  /** The namespace of an execution that has ended, even if its rows cannot be read; null if there is none. */
  namespaceOfEnded(workflowExecutionId: number): Promise<string | null>
  /** Executions that were started for times of a schedule, in the order of their ids. */
  findScheduled(times: ScheduledTimes): Promise<readonly ScheduledExecution[]>
  /** Ids of ended executions that history need not keep, the oldest first. */
  findExpired(expired: ExpiredExecutions, limit: number): Promise<number[]>
}

export interface BackfillLookups {
  /** Null if there is none. Throws `ROW_UNREADABLE`. */
  find(id: number): Promise<BackfillRow | null>
}

export interface TaskLookups {
  /** The first starts that wait for a task, with their events. Throws `ROW_UNREADABLE`. */
  loadPendingHead(of: Pick<PendingStartRow, 'workflowExecutionId' | 'taskName'>): Promise<readonly PendingStartRow[]>
  /** The given attempts that belong to task executions of this store. It scans all task executions, so it is for rare cases. */
  findKnownAttempts(attemptIds: readonly string[]): Promise<readonly string[]>
}

export interface LaneLookups {
  /** The first events that the lane has to judge. */
  loadInboxHead(lane: LaneId): Promise<readonly InboxEntry[]>
}

export interface SnapshotLookups {
  find(hash: string): Promise<SnapshotRow | null>
  /** Whether an execution, living or ended, runs or ran from it. */
  isUsed(hash: string): Promise<boolean>
}

export interface EventLookups {
  /** Null if there is none, or it was swept. */
  find(offset: number): Promise<StoredEvent | null>
  /** What was stored under these keys before, in the order of the keys; null for keys that are new. */
  findDuplicates(keys: readonly ProducerKey[]): Promise<(Duplicate | null)[]>
}

export interface RequestLookups {
  /** Null if the request has no result yet. */
  result(offset: number): Promise<{ result: Json } | null>
}

export interface DeadLetterLookups {
  /** With its event, which is null if it was swept. Throws `ROW_UNREADABLE`. */
  load(id: number): Promise<{ letter: DeadLetterRow; event: StoredEvent | null } | null>
  /** The given dead letters that are being retried. */
  findUnderWay(ids: readonly number[]): Promise<readonly number[]>
}

export interface BlobLookups {
  /** The hashes of all blobs that snapshots and artifacts refer to. */
  findUsed(): Promise<ReadonlySet<string>>
}

/** A deleted attempt, whose files are at its worker. */
export interface SweptAttempt {
  readonly workerId: string
  readonly attemptId: string
}

/** Removes old rows, and what deleted executions and workflows left behind. */
export interface History {
  /** Removes about `limit` rows of old history at most, and returns where the next call continues. */
  sweep(bounds: HistoryBounds, slice: HistorySlice): Promise<SweepPosition>
  /**
   * Removes about `limit` rows at most of what deleted executions and workflows left behind. True if there is more. Calls
   * `tell` with each attempt that is removed with its task execution.
   */
  sweepDeleted(limit: number, tell?: (attempt: SweptAttempt) => void): Promise<boolean>
  /** Returns some of the store's unused space to the file system. True if there is more. */
  releaseSpace(): Promise<boolean>
}

/** What the scheduler looks up in the store. */
export interface Lookups {
  readonly executions: ExecutionLookups
  readonly backfills: BackfillLookups
  readonly tasks: TaskLookups
  readonly lanes: LaneLookups
  readonly snapshots: SnapshotLookups
  readonly events: EventLookups
  readonly requests: RequestLookups
  readonly deadLetters: DeadLetterLookups
  readonly blobs: BlobLookups
}
