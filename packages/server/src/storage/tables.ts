import { cursorKey } from '../model/cursor-key.ts'
import type { LaneId } from '../model/lane-id.ts'
import type {
  BackfillRow,
  ConnectionRow,
  ControlResultRow,
  CursorRow,
  DeadLetterRow,
  DeadLetterTry,
  DeletedWorkflowRow,
  EndedSessionRow,
  InboxRow,
  NamespaceRow,
  NotMetRow,
  PendingRange,
  PendingStartRow,
  PoolRow,
  ScheduleRow,
  SecretRow,
  SnapshotRow,
  StateRow,
  StoredEvent,
  TaskExecutionRow,
  TaskItemListRow,
  TaskItemRow,
  TaskMemoryRow,
  TaskMetricsRow,
  TimerRow,
  TokenRow,
  TriggerRow,
  VerdictRow,
  WorkflowExecutionRow,
  WorkflowRow,
} from './rows.ts'
import { appended, type Held, held, type InNamespace, inNamespace, kept, named, numbered, own } from './table.ts'

/** Starts that wait for a task. */
export interface PendingStartChanges {
  /** Removed before any is added. */
  readonly removed?: readonly PendingRange[]
  readonly added?: readonly PendingStartRow[]
}

export interface InboxChanges {
  /** Emptied before anything is added. */
  readonly cleared?: readonly LaneId[]
  /** Added before anything is removed. */
  readonly added?: readonly InboxRow[]
  readonly removed?: readonly InboxRow[]
}

export interface DeadLetterChanges {
  readonly added?: readonly DeadLetterRow[]
  readonly tried?: readonly DeadLetterTry[]
  readonly deleted?: readonly number[]
}

const name = (row: { readonly name: string }) => row.name
const hash = (row: { readonly hash: string }) => row.hash
const itself = (key: string) => key

/** Every table of the store. What a commit changes, and what the scheduler reads when it starts, follows from this list. */
export const TABLES = {
  events: appended<StoredEvent>(),
  cursors: held(kept<CursorRow>(cursorKey)),
  namespaces: held(named<NamespaceRow, string>(name, itself)),
  pools: inNamespace<PoolRow>(),
  /** Their values are encrypted. */
  secrets: inNamespace<SecretRow>(),
  connections: inNamespace<ConnectionRow>(),
  snapshots: held(named<SnapshotRow, string>(hash, itself)),
  /** What a deleted workflow leaves behind is swept later. */
  workflows: held(numbered<WorkflowRow, DeletedWorkflowRow>()),
  triggers: held(numbered<TriggerRow>()),
  schedules: held(numbered<ScheduleRow>()),
  backfills: held(numbered<BackfillRow>()),
  /** What a deleted one leaves is swept later. */
  workflowExecutions: numbered<WorkflowExecutionRow>(),
  taskExecutions: kept(({ id }: TaskExecutionRow) => id),
  /** Of the tasks over lists. */
  taskItemLists: appended<TaskItemListRow>(),
  taskItems: kept((row: TaskItemRow) => `${row.taskExecutionId}/${row.index}`),
  taskMemories: kept((row: TaskMemoryRow) => `${row.workflowExecutionId}/${row.taskName}`),
  pendingStarts: own<PendingStartChanges>(),
  taskMetrics: appended<TaskMetricsRow>(),
  states: kept((row: StateRow) => `${row.lane}/${row.name}`),
  timers: held(kept(({ id }: TimerRow) => id)),
  inbox: own<InboxChanges>(),
  tokens: held(numbered<TokenRow>()),
  /** Sessions that would have expired by now are deleted in passing. */
  endedSessions: held(appended<EndedSessionRow>()),
  /** In the order of their ids. */
  verdicts: appended<VerdictRow>(),
  notMet: own<readonly NotMetRow[]>(),
  deadLetters: own<DeadLetterChanges>(),
  controlResults: appended<ControlResultRow>(),
}

type Tables = typeof TABLES

export type TableName = keyof Tables

/** What a commit changes in a table. */
export type ChangesOf<Name extends TableName> = Exclude<Tables[Name]['changes'], undefined>

export type OwnTableName = { [Name in TableName]: Tables[Name]['kind'] extends 'own' ? Name : never }[TableName]

export type HeldTableName = { [Name in TableName]: Tables[Name] extends Held ? Name : never }[TableName]

export type NamespacedTableName = { [Name in TableName]: Tables[Name] extends InNamespace ? Name : never }[TableName]

/** All rows of the tables that the scheduler holds in memory. */
export type HeldRows = { readonly [Name in HeldTableName]: readonly RowOf<Name>[] }

export type RowOf<Name extends HeldTableName> = Exclude<Tables[Name]['row'], undefined>

export const TABLE_NAMES = Object.keys(TABLES) as TableName[]
export const HELD_TABLE_NAMES = TABLE_NAMES.filter((of): of is HeldTableName => 'isHeld' in TABLES[of])
export const NAMESPACED_TABLE_NAMES = TABLE_NAMES.filter(
  (of): of is NamespacedTableName => 'isInNamespace' in TABLES[of],
)
