import type { CountEventsResponse, DeadLetter } from '@aiflow/sdk/internal/api/events'
import type { Page } from '@aiflow/sdk/internal/api/server'
import type { RecentExecution } from '@aiflow/sdk/internal/api/workflows'
import type { Json } from '@aiflow/sdk/internal/json'
import type { LaneId } from '../../model/lane-id.ts'
import type {
  AuditRow,
  DeadLetterRow,
  NamespaceRow,
  NotMetRow,
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
  VerdictRow,
  WorkflowExecutionRow,
  WorkflowRow,
} from '../rows.ts'
import type {
  AuditFilter,
  DeadLetterPageRequest,
  EventPage,
  EventPageQuery,
  EventQuery,
  EventSender,
  ExecutionCounts,
  FoundTaskExecution,
  InboxBacklog,
  LaneFilter,
  LatestOfTask,
  NamedFilter,
  NamedThing,
  NamedValue,
  OfferedQuery,
  PageRequest,
  ReadStorage,
  SentEvent,
  SuccessQuery,
  TaskExecutionFilter,
  TaskExecutionName,
  TaskExecutionSearch,
  TasksOfExecution,
  VerdictsOfEvent,
  VerdictsOfRule,
  WorkflowExecutionFilter,
  WorkflowFilter,
  WorkflowListFilter,
  WorkflowName,
} from '../storage.ts'
import { listAudit } from './audit.ts'
import {
  findCreation,
  findEvent,
  listCausedEvents,
  listDeadLettersOfEvent,
  listOfferedEvents,
  listOfferedEventsByKey,
} from './causes.ts'
import type { SqliteConnection } from './connection.ts'
import { findControlResult } from './control-results.ts'
import { countDeadLetters, findDeadLetter, listDeadLetters } from './dead-letters.ts'
import { countEvents, findEvents } from './event-query.ts'
import { findOffsetOfTime } from './events.ts'
import { countExecutions } from './execution-counts.ts'
import { findTaskExecutions } from './found-task-executions.ts'
import { readInboxBacklog } from './inbox.ts'
import { listLastSentEvents } from './last-sent-events.ts'
import { listLatestOfTasks } from './latest-of-tasks.ts'
import { listTaskExecutions } from './list-task-executions.ts'
import { findNamespaceOf } from './namespace-of.ts'
import { findNamespace, listNamespaces } from './namespaces.ts'
import { listNotMet } from './not-met.ts'
import { openStoreForReading } from './open-store.ts'
import { countPendingStarts } from './pending-starts.ts'
import { listRecentExecutions } from './recent-executions.ts'
import { findSchedules, listSchedules } from './schedules.ts'
import { findSnapshot, listSnapshots } from './snapshots.ts'
import { listNamedStates, readCircuits, readStates } from './states.ts'
import { findSuccess, findTaskExecution, findTaskExecutionStartedBy } from './task-executions.ts'
import { listOutputs, readTaskMemories } from './task-memories.ts'
import { listTaskMetrics } from './task-metrics.ts'
import { findTimer } from './timers.ts'
import { readTokens } from './tokens.ts'
import { findTriggers, listTriggers } from './triggers.ts'
import { listVerdicts, listVerdictsOfEvent, listVerdictsOfRule, listVerdictsOfStep } from './verdicts.ts'
import { findWorkflowExecution, listWorkflowExecutions } from './workflow-executions.ts'
import { findWorkflow, listWorkflows } from './workflows.ts'

/** The readers' side of a store in one SQLite file that a `SqliteSchedulerStorage` has opened before. */
export class SqliteReadStorage implements ReadStorage {
  readonly #path: string
  #connection: SqliteConnection | null = null

  constructor({ path }: { readonly path: string }) {
    this.#path = path
  }

  async listEvents(query: EventPageQuery): Promise<EventPage> {
    return findEvents((work) => this.#read(work), query)
  }

  async listLastSentEvents(senders: readonly EventSender[]): Promise<(SentEvent | null)[]> {
    return listLastSentEvents((work) => this.#read(work), senders)
  }

  async countEvents(query: EventQuery): Promise<CountEventsResponse> {
    return countEvents((work) => this.#read(work), query)
  }

  async offsetOfTime(timeMs: number): Promise<number> {
    return this.#read((connection) => findOffsetOfTime(connection, timeMs))
  }

  async listNamespaces(page: PageRequest, among: readonly string[] | null = null): Promise<Page<NamespaceRow>> {
    return this.#read((connection) => listNamespaces(connection, page, among))
  }

  async findNamespace(name: string): Promise<NamespaceRow | null> {
    return this.#read((connection) => findNamespace(connection, name))
  }

  async listWorkflows(filter: WorkflowListFilter, page: PageRequest): Promise<Page<WorkflowRow>> {
    return this.#read((connection) => listWorkflows(connection, filter, page))
  }

  async listRecentExecutions(of: readonly WorkflowName[], limit: number): Promise<RecentExecution[][]> {
    return this.#read((connection) => listRecentExecutions(connection, of, limit))
  }

  async findWorkflow(namespace: string, name: string): Promise<WorkflowRow | null> {
    return this.#read((connection) => findWorkflow(connection, namespace, name))
  }

  async findSnapshot(hash: string): Promise<SnapshotRow | null> {
    return this.#read((connection) => findSnapshot(connection, hash))
  }

  async listSnapshots(
    of: { readonly namespace: string; readonly workflow: string },
    page: PageRequest,
  ): Promise<Page<SnapshotSummary>> {
    return this.#read((connection) => listSnapshots(connection, of, page))
  }

  async listTriggers(filter: NamedFilter): Promise<TriggerRow[]> {
    return this.#read((connection) => findTriggers(connection, filter))
  }

  async pageTriggers(filter: NamedFilter, page: PageRequest): Promise<Page<TriggerRow>> {
    return this.#read((connection) => listTriggers(connection, filter, page))
  }

  async pageSchedules(filter: NamedFilter, page: PageRequest): Promise<Page<ScheduleRow>> {
    return this.#read((connection) => listSchedules(connection, filter, page))
  }

  async listSchedules(filter: NamedFilter): Promise<ScheduleRow[]> {
    return this.#read((connection) => findSchedules(connection, filter))
  }

  async listWorkflowExecutions(
    filter: WorkflowExecutionFilter,
    page: PageRequest,
  ): Promise<Page<WorkflowExecutionRow>> {
    return this.#read((connection) => listWorkflowExecutions(connection, filter, page))
  }

  async findWorkflowExecution(id: number): Promise<WorkflowExecutionRow | null> {
    return this.#read((connection) => findWorkflowExecution(connection, id))
  }

  async listTaskExecutions(filter: TaskExecutionFilter, page: PageRequest): Promise<Page<TaskExecutionRow>> {
    return this.#read((connection) => listTaskExecutions(connection, filter, page))
  }

  async findTaskExecutions(search: TaskExecutionSearch, page: PageRequest): Promise<Page<FoundTaskExecution>> {
    return this.#read((connection) => findTaskExecutions(connection, search, page))
  }

  async countExecutions(filter: WorkflowFilter, times: readonly number[]): Promise<ExecutionCounts[]> {
    return this.#read((connection) => countExecutions(connection, filter, times))
  }

  async findTaskExecution(name: TaskExecutionName): Promise<TaskExecutionRow | null> {
    return this.#read((connection) => findTaskExecution(connection, name))
  }

  async findSuccess(query: SuccessQuery): Promise<TaskExecutionRow | null> {
    return this.#read((connection) => findSuccess(connection, query))
  }

  async listTaskMetrics(taskExecutionId: number, page: PageRequest): Promise<Page<TaskMetricsRow>> {
    return this.#read((connection) => listTaskMetrics(connection, taskExecutionId, page))
  }

  async listLatestOfTasks(of: TasksOfExecution, page: PageRequest): Promise<Page<LatestOfTask>> {
    return this.#read((connection) => listLatestOfTasks(connection, of, page))
  }

  async countPendingStarts(workflowExecutionId: number): Promise<ReadonlyMap<string, number>> {
    const counts = this.#read((connection) => countPendingStarts(connection, workflowExecutionId))
    return new Map(counts.map(({ taskName, length }) => [taskName, length]))
  }

  async listTaskMemories(workflowExecutionId: number): Promise<TaskMemoryRow[]> {
    return this.#read((connection) => readTaskMemories(connection, workflowExecutionId))
  }

  async listOutputs(workflowExecutionId: number, page: PageRequest): Promise<Page<NamedValue>> {
    return this.#read((connection) => listOutputs(connection, workflowExecutionId, page))
  }

  async listNamedStates(lane: LaneId, page: PageRequest): Promise<Page<NamedValue>> {
    return this.#read((connection) => listNamedStates(connection, lane, page))
  }

  async listVerdicts(filter: LaneFilter, page: PageRequest): Promise<Page<VerdictRow>> {
    return this.#read((connection) => listVerdicts(connection, filter, page))
  }

  async listNotMet(filter: LaneFilter, maxCharacters?: number): Promise<NotMetRow[]> {
    return this.#read((connection) => listNotMet(connection, filter, maxCharacters))
  }

  async listVerdictsOfEvent(of: VerdictsOfEvent): Promise<VerdictRow[]> {
    return this.#read((connection) => listVerdictsOfEvent(connection, of))
  }

  async listVerdictsOfRule(of: VerdictsOfRule): Promise<VerdictRow[]> {
    return this.#read((connection) => listVerdictsOfRule(connection, of))
  }

  async listVerdictsOfStep(offset: number, limit: number): Promise<VerdictRow[]> {
    return this.#read((connection) => listVerdictsOfStep(connection, offset, limit))
  }

  async listDeadLettersOfEvent(offset: number): Promise<DeadLetter[]> {
    return this.#read((connection) => listDeadLettersOfEvent(connection, offset))
  }

  async findEvent(offset: number): Promise<StoredEvent | null> {
    return this.#read((connection) => findEvent(connection, offset))
  }

  async listCausedEvents(causeOffset: number, limit: number): Promise<StoredEvent[]> {
    return this.#read((connection) => listCausedEvents(connection, causeOffset, limit))
  }

  async listOfferedEvents(query: OfferedQuery): Promise<StoredEvent[]> {
    return this.#read((connection) => listOfferedEvents(connection, query))
  }

  async listOfferedEventsByKey(query: OfferedQuery): Promise<ReadonlyMap<string, readonly StoredEvent[]>> {
    return this.#read((connection) => listOfferedEventsByKey(connection, query))
  }

  async findCreation(workflowExecutionId: number): Promise<StoredEvent | null> {
    return this.#read((connection) => findCreation(connection, workflowExecutionId))
  }

  async listStates(lane: LaneId): Promise<StateRow[]> {
    return this.#read((connection) => readStates(connection, lane))
  }

  async findTimer(id: string): Promise<TimerRow | null> {
    return this.#read((connection) => findTimer(connection, id))
  }

  async listInbox(lane: LaneId, limit: number): Promise<InboxBacklog> {
    return this.#read((connection) => readInboxBacklog(connection, lane, limit))
  }

  async findTaskExecutionStartedBy(
    after: TaskExecutionName,
    offset: number,
    within: number,
  ): Promise<TaskExecutionRow | null> {
    return this.#read((connection) => findTaskExecutionStartedBy(connection, { after, offset, within }))
  }

  async listCircuits(lanes: readonly LaneId[]): Promise<StateRow[]> {
    return this.#read((connection) => readCircuits(connection, lanes))
  }

  async listDeadLetters(page: DeadLetterPageRequest): Promise<Page<DeadLetter>> {
    return this.#read((connection) => listDeadLetters(connection, page))
  }

  async findDeadLetter(id: number): Promise<DeadLetterRow | null> {
    return this.#read((connection) => findDeadLetter(connection, id))
  }

  async findNamespaceOf(named: NamedThing): Promise<string | null> {
    return this.#read((connection) => findNamespaceOf(connection, named))
  }

  async countDeadLetters(): Promise<number> {
    return this.#read(countDeadLetters)
  }

  async listTokens(): Promise<TokenRow[]> {
    return this.#read(readTokens)
  }

  async listAudit(filter: AuditFilter, page: PageRequest): Promise<Page<AuditRow>> {
    return this.#read((connection) => listAudit(connection, filter, page))
  }

  async findControlResult(offset: number): Promise<{ result: Json } | null> {
    return this.#read((connection) => findControlResult(connection, offset))
  }

  async close(): Promise<void> {
    this.#connection?.close()
    this.#connection = null
  }

  /** Opened by the first read, since the file may not exist before the scheduler made it. */
  #read<T>(work: (connection: SqliteConnection) => T): T {
    this.#connection ??= openStoreForReading(this.#path)
    const connection = this.#connection
    return connection.read(() => work(connection))
  }
}
