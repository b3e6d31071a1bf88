import type { LaneId } from '../model/lane-id.ts'
import type {
  ControlResultRow,
  DeadLetterRow,
  DeadLetterTry,
  DeletedWorkflowRow,
  EndedSessionRow,
  InboxRow,
  NamespaceRow,
  NotMetRow,
  PendingRange,
  PendingStartRow,
  PoolName,
  PoolRow,
  ScheduleRow,
  SnapshotRow,
  StateRow,
  StoredEvent,
  TaskExecutionRow,
  TaskMemoryRow,
  TaskMetricsRow,
  TimerRow,
  TokenRow,
  TriggerRow,
  VerdictRow,
  WorkflowExecutionRow,
  WorkflowRow,
} from './rows.ts'

/** Ids given out so far; an id is never given twice, not even after a sweep. */
export interface Counters {
  readonly lastOffset: number
  readonly workflow: number
  readonly trigger: number
  readonly schedule: number
  readonly workflowExecution: number
  readonly taskExecution: number
  readonly verdict: number
  readonly deadLetter: number
}

/**
 * A batch of steps, stored in one transaction. Rows are written whole, by their key; order within a list does not matter. Of
 * namespaces, snapshots and workflows, what is deleted is deleted first: the same name may have come back.
 * The store refuses it (`EPOCH_LOST`) unless `epoch` is the store's and `expectedOffset` is the last offset it holds.
 */
export interface Commit {
  readonly epoch: number
  readonly expectedOffset: number
  readonly counters: Counters
  readonly events: readonly StoredEvent[]
  readonly namespaces: readonly NamespaceRow[]
  readonly namespacesDeleted: readonly string[]
  readonly pools: readonly PoolRow[]
  readonly poolsDeleted: readonly PoolName[]
  readonly snapshots: readonly SnapshotRow[]
  readonly snapshotsDeleted: readonly string[]
  readonly workflows: readonly WorkflowRow[]
  readonly workflowsDeleted: readonly DeletedWorkflowRow[]
  readonly triggers: readonly TriggerRow[]
  readonly triggersDeleted: readonly number[]
  readonly schedules: readonly ScheduleRow[]
  readonly schedulesDeleted: readonly number[]
  readonly workflowExecutions: readonly WorkflowExecutionRow[]
  /** What they leave is swept afterwards. */
  readonly workflowExecutionsDeleted: readonly number[]
  readonly taskExecutions: readonly TaskExecutionRow[]
  readonly taskMemories: readonly TaskMemoryRow[]
  /** Removed before any is added. */
  readonly pendingStartsRemoved: readonly PendingRange[]
  readonly pendingStartsAdded: readonly PendingStartRow[]
  readonly taskMetrics: readonly TaskMetricsRow[]
  readonly states: readonly StateRow[]
  readonly timers: readonly TimerRow[]
  /** Emptied before anything is added. */
  readonly inboxesCleared: readonly LaneId[]
  readonly inboxAdded: readonly InboxRow[]
  readonly inboxRemoved: readonly InboxRow[]
  readonly tokens: readonly TokenRow[]
  readonly tokensDeleted: readonly number[]
  /** Those that would have ended by now are forgotten on the way. */
  readonly endedSessions: readonly EndedSessionRow[]
  /** In the order of their ids. */
  readonly verdicts: readonly VerdictRow[]
  readonly notMet: readonly NotMetRow[]
  readonly deadLetters: readonly DeadLetterRow[]
  readonly deadLettersTried: readonly DeadLetterTry[]
  readonly deadLettersDeleted: readonly number[]
  readonly controlResults: readonly ControlResultRow[]
}

/** Whether there is anything to store: what changes always comes with an event, or is one of these. */
export function hasContent({ events, inboxRemoved, taskMetrics, workflowExecutionsDeleted }: Commit): boolean {
  return events.length > 0 || inboxRemoved.length > 0 || taskMetrics.length > 0 || workflowExecutionsDeleted.length > 0
}
