import type { Page } from '@aiflow/sdk/internal/api/server'
import type { RecentExecution } from '@aiflow/sdk/internal/api/workflows'
import type { WorkflowStatus } from '@aiflow/sdk/internal/model'
import type { StoredEvent, WorkflowExecutionRow } from '../rows.ts'
import type { PageRequest } from './page-request.ts'
import type { WorkflowFilter, WorkflowName } from './workflow-reads.ts'

export interface WorkflowExecutionFilter extends WorkflowFilter {
  /** Each as `name=value`. The workflow has all of them now. */
  readonly labels?: readonly string[] | undefined
  readonly status?: WorkflowStatus | undefined
  readonly type?: string | undefined
  /** The id of a backfill. */
  readonly backfill?: number | undefined
  /** The id of the workflow execution whose tasks started them. */
  readonly parent?: number | undefined
  /** Inclusive, milliseconds since the epoch. */
  readonly beginAfter?: number | undefined
  /** Exclusive. */
  readonly beginBefore?: number | undefined
}

export type ExecutionCounts = Partial<Record<WorkflowStatus, number>>

/** Workflow executions. */
export interface ExecutionReads {
  find(id: number): Promise<WorkflowExecutionRow | null>
  /** Newest first. */
  list(filter: WorkflowExecutionFilter, page: PageRequest): Promise<Page<WorkflowExecutionRow>>
  /** How many executions of each status began between one time and the next. */
  count(filter: WorkflowFilter, times: readonly number[]): Promise<ExecutionCounts[]>
  /** The newest executions of each workflow, newest first. */
  recent(of: readonly WorkflowName[], limit: number): Promise<RecentExecution[][]>
  /** The event that records the creation of a workflow execution; null if it was swept. */
  creation(workflowExecutionId: number): Promise<StoredEvent | null>
}
