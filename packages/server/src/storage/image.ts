import type { Json } from '@aiflow/sdk/internal/json'
import type { LaneId } from '../model/lane-id.ts'
import type { Counters } from './commit.ts'
import type {
  BackfillRow,
  InboxRow,
  PendingStartRow,
  StateRow,
  StoredEvent,
  TaskExecutionRow,
  TaskItemListRow,
  TaskItemRow,
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
  /** Of the living tasks over lists that have begun. */
  readonly itemLists: readonly ItemListImage[]
  readonly taskMemories: readonly TaskMemoryRow[]
  /** Of the tasks that have pending starts. */
  readonly pendingStarts: readonly PendingImage[]
  readonly states: readonly StateRow[]
  readonly inbox: InboxImage
}

/** The list of a task, and the items of it that have begun, in the order of the list. */
export interface ItemListImage extends TaskItemListRow {
  readonly items: readonly TaskItemRow[]
}

/** The first pending starts of a task, and what the scheduler must know about the others. */
export interface PendingImage {
  readonly taskName: string
  readonly entries: readonly PendingStartRow[]
  /** The number of all pending starts. */
  readonly length: number
  readonly lastPosition: number
}

export interface InboxEntry extends InboxRow {
  readonly event: StoredEvent
}

/** The first events that a lane has to judge, and what the scheduler must know about the others. */
export interface InboxImage {
  readonly entries: readonly InboxEntry[]
  /** The number of all waiting events. */
  readonly length: number
  /** The requests among all waiting events. Only those that retry dead letters have a value. */
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
  /** The inboxes of workflows that have events to judge. */
  readonly workflowInboxes: ReadonlyMap<LaneId, InboxImage>
  /** Every workflow execution that is INIT or RUNNING. */
  readonly executions: readonly ExecutionImage[]
  /** Of the backfills, only those that have not ended are held. */
  readonly endedBackfills: readonly BackfillKey[]
  readonly readState: ReadState
  /** Rows that cannot be read. They are in none of the other lists. */
  readonly unreadable: readonly UnreadableRow[]
  readonly leftOut: LeftOut
}

export type BackfillKey = Pick<BackfillRow, 'id' | 'workflowId'>

/**
 * Reads the whole of a state of which the image has only the head. It is synchronous, since a step never waits, and it does
 * not see what the batch has changed. Null if there is none. Throws `ROW_UNREADABLE`.
 */
export type ReadState = (lane: LaneId, name: string) => Json

interface LeftOut {
  /** Living executions that cannot be read completely. */
  readonly executionIds: readonly number[]
  /** Attempts that may be alive, but belong to no execution that can be read. */
  readonly attemptIds: readonly string[]
}
