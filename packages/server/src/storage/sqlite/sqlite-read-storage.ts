import type { CountEventsResponse, DeadLetter, Json, Page } from '@aiflow/sdk/internal'
import type {
  NamespaceRow,
  NotMetRow,
  ScheduleRow,
  SnapshotRow,
  StoredEvent,
  TaskExecutionRow,
  TaskMemoryRow,
  TriggerRow,
  VerdictRow,
  WorkflowExecutionRow,
  WorkflowRow,
} from '../rows.ts'
import type {
  EventQuery,
  LaneFilter,
  PageRequest,
  ReadStorage,
  TaskExecutionFilter,
  TaskExecutionName,
  WorkflowExecutionFilter,
  WorkflowFilter,
} from '../storage.ts'
import type { SqliteConnection } from './connection.ts'
import { findControlResult } from './control-results.ts'
import { listDeadLetters } from './dead-letters.ts'
import { countEvents, findEvents, type ListEventsQuery } from './event-query.ts'
import { findOffsetOfTime } from './events.ts'
import { readNamespaces } from './namespaces.ts'
import { listNotMet } from './not-met.ts'
import { openStoreForReading } from './open-store.ts'
import { findSchedules } from './schedules.ts'
import { findSnapshot } from './snapshots.ts'
import { findTaskExecution, listTaskExecutions } from './task-executions.ts'
import { readTaskMemories } from './task-memories.ts'
import { findTriggers } from './triggers.ts'
import { listVerdicts } from './verdicts.ts'
import { findWorkflowExecution, listWorkflowExecutions } from './workflow-executions.ts'
import { findWorkflow, listWorkflows } from './workflows.ts'

/** The readers' side of a store in one SQLite file that a `SqliteSchedulerStorage` has opened before. */
export class SqliteReadStorage implements ReadStorage {
  readonly #path: string
  #connection: SqliteConnection | null = null

  constructor({ path }: { readonly path: string }) {
    this.#path = path
  }

  async listEvents(query: ListEventsQuery): Promise<StoredEvent[]> {
    return findEvents((work) => this.#read(work), query)
  }

  async countEvents(query: EventQuery): Promise<CountEventsResponse> {
    return countEvents((work) => this.#read(work), query)
  }

  async offsetOfTime(timeMs: number): Promise<number> {
    return this.#read((connection) => findOffsetOfTime(connection, timeMs))
  }

  async listNamespaces(): Promise<NamespaceRow[]> {
    return this.#read(readNamespaces)
  }

  async listWorkflows(filter: { namespace?: string | undefined }, page: PageRequest): Promise<Page<WorkflowRow>> {
    return this.#read((connection) => listWorkflows(connection, filter.namespace, page))
  }

  async findWorkflow(namespace: string, name: string): Promise<WorkflowRow | null> {
    return this.#read((connection) => findWorkflow(connection, namespace, name))
  }

  async findSnapshot(hash: string): Promise<SnapshotRow | null> {
    return this.#read((connection) => findSnapshot(connection, hash))
  }

  async listTriggers(filter: WorkflowFilter): Promise<TriggerRow[]> {
    return this.#read((connection) => findTriggers(connection, filter))
  }

  async listSchedules(filter: WorkflowFilter): Promise<ScheduleRow[]> {
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

  async findTaskExecution(name: TaskExecutionName): Promise<TaskExecutionRow | null> {
    return this.#read((connection) => findTaskExecution(connection, name))
  }

  async listTaskMemories(workflowExecutionId: number): Promise<TaskMemoryRow[]> {
    return this.#read((connection) => readTaskMemories(connection, workflowExecutionId))
  }

  async listVerdicts(filter: LaneFilter, page: PageRequest): Promise<Page<VerdictRow>> {
    return this.#read((connection) => listVerdicts(connection, filter, page))
  }

  async listNotMet(filter: LaneFilter): Promise<NotMetRow[]> {
    return this.#read((connection) => listNotMet(connection, filter))
  }

  async listDeadLetters(page: PageRequest): Promise<Page<DeadLetter>> {
    return this.#read((connection) => listDeadLetters(connection, page))
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
