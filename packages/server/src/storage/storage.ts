import type { CountEventsResponse, DeadLetter, DeadLetterFilter } from '@aiflow/sdk/internal/api/events'
import type { Page } from '@aiflow/sdk/internal/api/server'
import type { RecentExecution } from '@aiflow/sdk/internal/api/workflows'
import type { ErrorCode } from '@aiflow/sdk/internal/errors'
import type { Json } from '@aiflow/sdk/internal/json'
import type { WorkflowStatus } from '@aiflow/sdk/internal/model'
import type { LaneId } from '../model/lane-id.ts'
import type { Commit, Counters } from './commit.ts'
import type { ExpiredExecutions, HistoryBounds, HistorySlice, SweepPosition } from './history.ts'
import type {
  AuditRow,
  DeadLetterRow,
  EndedSessionRow,
  InboxRow,
  NamespaceRow,
  NotMetRow,
  PendingStartRow,
  PoolRow,
  ScheduleRow,
  SnapshotRow,
  SnapshotSummary,
  StateRow,
  StoredEvent,
  TaskExecutionRow,
  TaskMemoryRow,
  TaskMetricsRow,
  TimerRow,
  TokenRow,
  TriggerRow,
  UnreadableRow,
  VerdictRow,
  WorkflowExecutionRow,
  WorkflowRow,
} from './rows.ts'

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

/** What the scheduler reads when it starts. */
export interface SchedulerImage {
  readonly storeId: string
  readonly epoch: number
  readonly counters: Counters
  readonly lastCreateTime: number
  readonly namespaces: readonly NamespaceRow[]
  readonly pools: readonly PoolRow[]
  readonly workflows: readonly WorkflowRow[]
  /** Of the workflows and of the living executions. */
  readonly snapshots: readonly SnapshotRow[]
  readonly triggers: readonly TriggerRow[]
  readonly schedules: readonly ScheduleRow[]
  readonly workflowStates: readonly StateRow[]
  /** Of those that have events to judge. */
  readonly workflowInboxes: ReadonlyMap<LaneId, InboxImage>
  /** Every workflow execution that is INIT or RUNNING. */
  readonly executions: readonly ExecutionImage[]
  readonly timers: readonly TimerRow[]
  readonly tokens: readonly TokenRow[]
  readonly endedSessions: readonly EndedSessionRow[]
  readonly readState: ReadState
  /** What cannot be read, and is in none of the others. */
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

export interface EventQuery {
  readonly namespace?: string | undefined
  /** Any of these; none of them matches nothing. */
  readonly keys?: readonly string[] | undefined
  readonly sender?: string | undefined
  readonly principal?: string | undefined
  readonly kinds?: readonly string[] | undefined
  readonly workflowExecutionId?: number | undefined
  /** What is for this workflow execution alone, and what is for the whole namespace. */
  readonly forExecution?: number | undefined
  /** Exclusive. */
  readonly beginOffset: number
  /** Inclusive. */
  readonly endOffset?: number | undefined
}

/** Who sent events to a namespace, by both of the names that an event keeps. */
export interface EventSender {
  readonly namespace: string
  readonly sender: string
  readonly principal: string
}

export type SentEvent = Pick<StoredEvent, 'offset' | 'key' | 'createTime'>

export interface PageRequest {
  readonly limit: number
  readonly cursor?: string | undefined
}

export interface DeadLetterPageRequest extends DeadLetterFilter, PageRequest {}

export type NamedThing =
  | { readonly type: 'execution' | 'letter'; readonly id: number }
  | { readonly type: 'snapshot'; readonly id: string }

export interface WorkflowName {
  readonly namespace: string
  readonly name: string
}

export interface EventPageQuery extends EventQuery {
  readonly limit: number
  readonly newestFirst: boolean
  /** Of all texts of the page, which has one event at least. 4 Mi where it is not said. */
  readonly maxCharacters?: number
}

/** `isCut`: the limit was reached, or the texts of the events fill a page; there may be more. */
export interface EventPage {
  readonly items: readonly StoredEvent[]
  readonly isCut: boolean
}

/** The readers' side: lists for people, through a connection of their own. A page is bounded by its texts, too. */
export interface ReadStorage {
  listEvents(query: EventPageQuery): Promise<EventPage>
  /** The last event that each sender sent, null where it sent none. In the order asked. */
  listLastSentEvents(senders: readonly EventSender[]): Promise<(SentEvent | null)[]>
  countEvents(query: EventQuery): Promise<CountEventsResponse>
  /** The greatest offset whose create time is at or before the time, 0 if none. */
  offsetOfTime(timeMs: number): Promise<number>
  /** In the order of their names; all of them where it is not said among which. */
  listNamespaces(page: PageRequest, among?: readonly string[] | null): Promise<Page<NamespaceRow>>
  findNamespace(name: string): Promise<NamespaceRow | null>
  /** In the order of namespace and name. */
  listWorkflows(filter: WorkflowListFilter, page: PageRequest): Promise<Page<WorkflowRow>>
  /** The newest executions of each workflow, newest first. */
  listRecentExecutions(of: readonly WorkflowName[], limit: number): Promise<RecentExecution[][]>
  findWorkflow(namespace: string, name: string): Promise<WorkflowRow | null>
  findSnapshot(hash: string): Promise<SnapshotRow | null>
  /** Newest first. */
  listSnapshots(of: { namespace: string; workflow: string }, page: PageRequest): Promise<Page<SnapshotSummary>>
  /** In the order of their ids, as the schedules. */
  listTriggers(filter: NamedFilter): Promise<TriggerRow[]>
  listSchedules(filter: NamedFilter): Promise<ScheduleRow[]>
  pageTriggers(filter: NamedFilter, page: PageRequest): Promise<Page<TriggerRow>>
  pageSchedules(filter: NamedFilter, page: PageRequest): Promise<Page<ScheduleRow>>
  /** Newest first. */
  listWorkflowExecutions(filter: WorkflowExecutionFilter, page: PageRequest): Promise<Page<WorkflowExecutionRow>>
  findWorkflowExecution(id: number): Promise<WorkflowExecutionRow | null>
  /** Newest first. */
  listTaskExecutions(filter: TaskExecutionFilter, page: PageRequest): Promise<Page<TaskExecutionRow>>
  /** Over all executions, newest first. A page may hold fewer than asked for, or none, and still lead on. */
  findTaskExecutions(search: TaskExecutionSearch, page: PageRequest): Promise<Page<FoundTaskExecution>>
  /** Of each status how many executions began between one time and the next. */
  countExecutions(filter: WorkflowFilter, times: readonly number[]): Promise<ExecutionCounts[]>
  findTaskExecution(name: TaskExecutionName): Promise<TaskExecutionRow | null>
  /** The newest SUCCESS of a task whose end lies at an offset or before it. */
  findSuccess(query: SuccessQuery): Promise<TaskExecutionRow | null>
  /** Newest first. */
  listTaskMetrics(taskExecutionId: number, page: PageRequest): Promise<Page<TaskMetricsRow>>
  listTaskMemories(workflowExecutionId: number): Promise<TaskMemoryRow[]>
  /** In the order of the tasks that were named. What is large of one among many is left out, and told in `leftOut`. */
  listLatestOfTasks(of: TasksOfExecution, page: PageRequest): Promise<Page<LatestOfTask>>
  /** The output of the last success of each task that left one, in the order of names. */
  listOutputs(workflowExecutionId: number, page: PageRequest): Promise<Page<NamedValue>>
  /** The states that users named, in the order of names. */
  listNamedStates(lane: LaneId, page: PageRequest): Promise<Page<NamedValue>>
  /** How many starts wait for each task of an execution; those with none are left out. */
  countPendingStarts(workflowExecutionId: number): Promise<ReadonlyMap<string, number>>
  /** Newest first. */
  listVerdicts(filter: LaneFilter, page: PageRequest): Promise<Page<VerdictRow>>
  /** All, or as many as fit into so many characters. */
  listNotMet(filter: LaneFilter, maxCharacters?: number): Promise<NotMetRow[]>
  /** Of the rules of some lanes that are not judged, or whose condition failed last. */
  listCircuits(lanes: readonly LaneId[]): Promise<StateRow[]>
  /** In the order they were decided. */
  listVerdictsOfEvent(of: VerdictsOfEvent): Promise<VerdictRow[]>
  /** Newest first. */
  listVerdictsOfRule(of: VerdictsOfRule): Promise<VerdictRow[]>
  /** On the event with the offset, and on those that its step appended; in the order they were decided. */
  listVerdictsOfStep(offset: number, limit: number): Promise<VerdictRow[]>
  listDeadLettersOfEvent(offset: number): Promise<DeadLetter[]>
  findEvent(offset: number): Promise<StoredEvent | null>
  /** What the step of an event appended, in order. */
  listCausedEvents(causeOffset: number, limit: number): Promise<StoredEvent[]>
  /** The events on keys that one workflow execution, or a namespace as a whole, was offered; newest first. */
  listOfferedEvents(query: OfferedQuery): Promise<StoredEvent[]>
  /** The same by their keys; the limit is that of each. */
  listOfferedEventsByKey(query: OfferedQuery): Promise<ReadonlyMap<string, readonly StoredEvent[]>>
  /** The event that tells of the creation of a workflow execution; null where history has passed over it. */
  findCreation(workflowExecutionId: number): Promise<StoredEvent | null>
  listStates(lane: LaneId): Promise<StateRow[]>
  findTimer(id: string): Promise<TimerRow | null>
  /** The offsets of what a lane has still to judge, oldest first. */
  listInbox(lane: LaneId, limit: number): Promise<InboxBacklog>
  /** The first execution of a task after the named one whose start an event asked for. */
  findTaskExecutionStartedBy(after: TaskExecutionName, offset: number, within: number): Promise<TaskExecutionRow | null>
  /** Newest first. */
  listDeadLetters(page: DeadLetterPageRequest): Promise<Page<DeadLetter>>
  findDeadLetter(id: number): Promise<DeadLetterRow | null>
  /** Of what a path names, also where its row cannot be read; null where there is none. */
  findNamespaceOf(named: NamedThing): Promise<string | null>
  countDeadLetters(): Promise<number>
  /** In the order of names. */
  listTokens(): Promise<TokenRow[]>
  /** Newest first. */
  listAudit(filter: AuditFilter, page: PageRequest): Promise<Page<AuditRow>>
  findControlResult(offset: number): Promise<{ result: Json } | null>
  close(): Promise<void>
}

export interface WorkflowFilter {
  readonly namespace?: string | undefined
  readonly workflow?: string | undefined
}

/** Of what a workflow has by name. */
export interface NamedFilter extends WorkflowFilter {
  readonly name?: string | undefined
}

export interface TasksOfExecution {
  readonly workflowExecutionId: number
  readonly tasks: readonly string[]
}

/** The latest execution of a task, null where it never ran. */
export interface LatestOfTask {
  readonly name: string
  readonly latest: TaskExecutionRow | null
}

export interface NamedValue {
  readonly name: string
  readonly value: Json
}

export interface WorkflowListFilter {
  readonly namespace?: string | undefined
  /** Part of the name. */
  readonly name?: string | undefined
  readonly enabled?: boolean | undefined
}

export interface WorkflowExecutionFilter extends WorkflowFilter {
  readonly status?: WorkflowStatus | undefined
  readonly type?: string | undefined
  /** Inclusive, milliseconds since the epoch. */
  readonly beginAfter?: number | undefined
  /** Exclusive. */
  readonly beginBefore?: number | undefined
}

export interface TaskExecutionFilter {
  readonly workflowExecutionId: number
  readonly task?: string | undefined
}

export interface TaskExecutionSearch extends WorkflowFilter {
  readonly state: 'living' | 'failed'
}

export interface FoundTaskExecution extends TaskExecutionRow {
  readonly namespace: string
  readonly workflowName: string
}

export type ExecutionCounts = Partial<Record<WorkflowStatus, number>>

export interface TaskExecutionName {
  readonly workflowExecutionId: number
  readonly task: string
  readonly sequenceNumber: number
}

export interface SuccessQuery {
  readonly workflowExecutionId: number
  readonly task: string
  /** An offset. */
  readonly asOf: number
}

export interface AuditFilter {
  readonly namespace?: string | undefined
  readonly sender?: string | undefined
  readonly principal?: string | undefined
  /** Only what people asked for, not tasks. */
  readonly ofPeople?: boolean
  readonly key?: string | undefined
  /** Milliseconds since the epoch; inclusive. */
  readonly beginTime?: number | undefined
  /** Exclusive. */
  readonly endTime?: number | undefined
  readonly exceptKeys: readonly string[]
}

export interface LaneFilter {
  readonly lane: LaneId
  readonly task?: string | undefined
}

export interface VerdictsOfEvent {
  readonly offset: number
  readonly lane?: LaneId | undefined
  readonly limit: number
}

export interface VerdictsOfRule {
  readonly lane: LaneId
  /** Null for a trigger of a workflow. */
  readonly task: string | null
  readonly rule: string
  /** Exclusive. */
  readonly beforeOffset?: number | undefined
  readonly limit: number
}

export interface OfferedQuery {
  readonly namespace: string
  readonly keys: readonly string[]
  /** Null: only what was sent to the namespace as a whole. */
  readonly workflowExecutionId: number | null
  /** Exclusive. */
  readonly afterOffset: number
  /** Inclusive. */
  readonly endOffset: number
  readonly limit: number
}

export interface InboxBacklog {
  readonly count: number
  readonly offsets: readonly number[]
}

/** Codes that a commit fails with. Anything else is a defect of the commit itself: the poison path. */
export const COMMIT_ERROR_CODES: readonly ErrorCode[] = ['STORE_FULL', 'STORE_UNAVAILABLE', 'EPOCH_LOST']
