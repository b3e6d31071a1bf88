import type { Restarts } from '@aiflow/sdk/internal/api/executions'
import type { Page } from '@aiflow/sdk/internal/api/server'
import type { Json } from '@aiflow/sdk/internal/json'
import type { TaskStatus } from '@aiflow/sdk/internal/model'
import type { TaskExecutionRow, TaskExecutionSummary, TaskItemRow, TaskMemoryRow, TaskMetricsRow } from '../rows.ts'
import type { NamedValue } from './lane-reads.ts'
import type { PageRequest } from './page-request.ts'
import type { WorkflowFilter } from './workflow-reads.ts'

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

export interface TaskExecutionName {
  readonly workflowExecutionId: number
  readonly task: string
  readonly sequenceNumber: number
}

export interface ItemsQuery {
  readonly taskExecutionId: number
  /** All if undefined. */
  readonly status?: TaskStatus | 'NOT_BEGUN' | undefined
}

/** An item of a task over a list. */
export interface ListedItem {
  readonly index: number
  /** Undefined if it is too large for a list. */
  readonly value: Json | undefined
  /** Null if it has not begun. */
  readonly row: TaskItemRow | null
}

export interface SuccessQuery {
  readonly workflowExecutionId: number
  readonly task: string
  /** An offset. */
  readonly asOf: number
}

export interface TasksOfExecution {
  readonly workflowExecutionId: number
  readonly tasks: readonly string[]
}

/** The latest execution of a task, null if it never ran. */
export interface LatestOfTask {
  readonly name: string
  readonly latest: TaskExecutionRow | null
}

/** Task executions, and the outputs, metrics and memories of tasks. */
export interface TaskReads {
  find(name: TaskExecutionName): Promise<TaskExecutionRow | null>
  summary(name: TaskExecutionName): Promise<TaskExecutionSummary | null>
  /** The offsets of the events that started a task execution. Empty if there is none. */
  eventOffsets(name: TaskExecutionName): Promise<number[]>
  /** Newest first. */
  list(filter: TaskExecutionFilter, page: PageRequest): Promise<Page<TaskExecutionRow>>
  /** Searches all executions, newest first. A page may hold fewer than the limit, or none, and still have a next page. */
  search(search: TaskExecutionSearch, page: PageRequest): Promise<Page<FoundTaskExecution>>
  /** The newest SUCCESS of a task that ended at or before an offset. */
  findSuccess(query: SuccessQuery): Promise<TaskExecutionSummary | null>
  /** The first execution of a task after the named one that the event at `offset` started. */
  findStartedBy(after: TaskExecutionName, offset: number, within: number): Promise<TaskExecutionRow | null>
  /** How often each task was restarted until the named run of it, among its newest `MAX_COUNTED_RUNS` runs. */
  restarts(of: readonly TaskExecutionName[]): Promise<Restarts[]>
  /** In the order of the given tasks. Large values of one among many are left out and listed in `leftOut`. */
  latest(of: TasksOfExecution, page: PageRequest): Promise<Page<LatestOfTask>>
  /** In the order of the list, without outputs. Empty if the task execution is not over a list, or has not begun. */
  items(query: ItemsQuery, page: PageRequest): Promise<Page<ListedItem>>
  /** Null if there is none. */
  item(taskExecutionId: number, index: number): Promise<ListedItem | null>
  /** Newest first. */
  metrics(taskExecutionId: number, page: PageRequest): Promise<Page<TaskMetricsRow>>
  memories(workflowExecutionId: number): Promise<TaskMemoryRow[]>
  /** The output of the last success of each task that left one, in the order of names. */
  outputs(workflowExecutionId: number, page: PageRequest): Promise<Page<NamedValue>>
  /** The number of pending starts of each task of an execution. Tasks with none are left out. */
  countPendingStarts(workflowExecutionId: number): Promise<ReadonlyMap<string, number>>
}
