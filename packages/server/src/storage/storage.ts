import type { ErrorCode } from '@aiflow/sdk/internal/errors'
import type { Json } from '@aiflow/sdk/internal/json'
import type { LaneId } from '../model/lane-id.ts'
import type { Commit, Counters } from './commit.ts'
import type { ExpiredExecutions, HistoryBounds, HistorySlice, SweepPosition } from './history.ts'
import type {
  DeadLetterRow,
  InboxRow,
  PendingStartRow,
  SnapshotRow,
  StateRow,
  StoredEvent,
  TaskExecutionRow,
  TaskMemoryRow,
  UnreadableRow,
  WorkflowExecutionRow,
} from './rows.ts'
import type { HeldRows } from './tables.ts'

/** What the scheduler keeps in memory of one workflow execution. */
export interface ExecutionImage {
  readonly execution: WorkflowExecutionRow
  /** The latest execution of each task. */
  readonly taskExecutions: readonly TaskExecutionRow[]
  readonly taskMemories: readonly TaskMemoryRow[]
  /** Of the tasks for which starts wait. */
  readonly pendingStarts: readonly PendingImage[]
  readonly states: readonly StateRow[]
  readonly inbox: InboxImage
}

/** The first starts that wait for a task, and what has to be known of the others. */
export interface PendingImage {
  readonly taskName: string
  readonly entries: readonly PendingStartRow[]
  /** Of all. */
  readonly length: number
  readonly lastPosition: number
}

export interface InboxEntry extends InboxRow {
  readonly event: StoredEvent
}

/** The first events that a lane has to judge, and what has to be known of the others. */
export interface InboxImage {
  readonly entries: readonly InboxEntry[]
  /** Of all. */
  readonly length: number
  /** The requests among all; a value only of those that try dead letters again. */
  readonly requests: readonly Pick<StoredEvent, 'offset' | 'kind' | 'key' | 'value'>[]
}

export const EMPTY_INBOX: InboxImage = { entries: [], length: 0, requests: [] }

/**
 * What the scheduler reads when it starts. Of the snapshots, it holds those of the workflows and of the living executions.
 */
export interface SchedulerImage extends HeldRows {
  readonly storeId: string
  readonly epoch: number
  readonly counters: Counters
  readonly lastCreateTime: number
  readonly workflowStates: readonly StateRow[]
  /** Of the workflows that have events to judge. */
  readonly workflowInboxes: ReadonlyMap<LaneId, InboxImage>
  /** Every workflow execution that is INIT or RUNNING. */
  readonly executions: readonly ExecutionImage[]
  readonly readState: ReadState
  /** Rows that cannot be read, and are in none of the others. */
  readonly unreadable: readonly UnreadableRow[]
  readonly leftOut: LeftOut
}

/**
 * Reads a state whole of which the image has the head only. At once, since a step waits for nothing: what the batch has
 * changed is not in it. Throws `ROW_UNREADABLE`.
 */
export type ReadState = (lane: LaneId, name: string) => Json

interface LeftOut {
  /** Living executions of which something cannot be read. */
  readonly executionIds: readonly number[]
  /** Attempts that may be alive, of no execution that can be read. */
  readonly attemptIds: readonly string[]
}

/** What a deleted attempt left is at its worker. */
export interface SweptAttempt {
  readonly workerId: string
  readonly attemptId: string
}

/** The scheduler's side of the store: the one writer. */
export interface SchedulerStorage {
  /** Migrates, then takes the next epoch: from here on an older scheduler on the same store can commit nothing. */
  open(): Promise<void>
  load(): Promise<SchedulerImage>
  /** Throws `ROW_UNREADABLE`. */
  loadExecution(workflowExecutionId: number): Promise<ExecutionImage | null>
  /** The namespace of an execution that has ended, whether or not its rows can be read; null where there is none. */
  findEndedExecution(workflowExecutionId: number): Promise<string | null>
  /** The first events that the lane has to judge. */
  loadInboxHead(lane: LaneId): Promise<readonly InboxEntry[]>
  /** The first starts that wait for a task, with their events. */
  loadPendingHead(of: Pick<PendingStartRow, 'workflowExecutionId' | 'taskName'>): Promise<readonly PendingStartRow[]>
  loadSnapshot(hash: string): Promise<SnapshotRow | null>
  /** Whether an execution, living or ended, runs or ran from it. */
  isSnapshotUsed(hash: string): Promise<boolean>
  /**
   * Removes at most about `limit` rows of what deleted executions and workflows left. True where there is more. Tells of
   * each attempt that goes with its task execution.
   */
  sweep(limit: number, tell?: (attempt: SweptAttempt) => void): Promise<boolean>
  /** Those of the attempts that a task execution of this store has or had. It reads all of them: for what is rare. */
  findKnownAttempts(attemptIds: readonly string[]): Promise<readonly string[]>
  /** Null where the request has no result yet. */
  findControlResult(offset: number): Promise<{ result: Json } | null>
  /** Null where there is none, or history has passed over it. */
  findEvent(offset: number): Promise<StoredEvent | null>
  /** With its event, null where history has passed over that. Throws `ROW_UNREADABLE`. */
  loadDeadLetter(id: number): Promise<{ letter: DeadLetterRow; event: StoredEvent | null } | null>
  /** Those of the dead letters that are being tried again. */
  findLettersUnderWay(ids: readonly number[]): Promise<readonly number[]>
  /** What was stored under these before, null where they are new. In the order asked. */
  findDuplicates(keys: readonly ProducerKey[]): Promise<(Duplicate | null)[]>
  /** Ids of ended executions that history need not keep, the oldest first. */
  findExpiredExecutions(expired: ExpiredExecutions, limit: number): Promise<number[]>
  /** Removes at most about so many rows of old history; goes on where the call before got to. */
  sweepHistory(bounds: HistoryBounds, slice: HistorySlice): Promise<SweepPosition>
  /** Gives some free space back to the disk; true where there is more. */
  releasePages(): Promise<boolean>
  /** What the snapshots and the artifacts refer to. */
  findUsedBlobs(): Promise<ReadonlySet<string>>
  commit(commit: Commit): Promise<void>
  /**
   * Stores batches of steps of which each follows the one before: all of them, or none. Null where they are stored, else which
   * of them could not be written, and why; the store's own errors are thrown, as by `commit`.
   */
  commitAll(commits: readonly Commit[]): Promise<CommitFault | null>
  /** Rejects with what a commit would fail with now; changes nothing. */
  probe(): Promise<void>
  close(): Promise<void>
}

export interface CommitFault {
  /** Of the commit, in the list. */
  readonly place: number
  readonly error: unknown
}

export interface ProducerKey {
  readonly namespace: string
  readonly sender: string | null
  /** Null stands for whoever wrote it in the form of older versions. */
  readonly principal?: string | null | undefined
  readonly idempotencyKey: string
  /** Of the event that is sent with it; absent for what is compared elsewhere. */
  readonly content?: EventContent
  /** The key of the request whose event it is, where the event has none of its own. */
  readonly ofRequest?: string | undefined
  /** Under which an older version would have stored it. */
  readonly earlier?: Omit<ProducerKey, 'principal' | 'content' | 'ofRequest' | 'earlier'> | undefined
}

/** What must be the same where an event is sent again. */
export type EventContent = Pick<
  StoredEvent,
  'namespace' | 'sender' | 'key' | 'value' | 'context' | 'workflowExecutionId'
>

/** An event or request that a producer sent before. */
export interface Duplicate {
  readonly offset: number
  /** The log still holds it, and it is another one than what is sent now. */
  readonly isOther: boolean
}

/** Codes that a commit fails with. Anything else is a defect of the commit itself: the poison path. */
export const COMMIT_ERROR_CODES: readonly ErrorCode[] = ['STORE_FULL', 'STORE_UNAVAILABLE', 'EPOCH_LOST']
