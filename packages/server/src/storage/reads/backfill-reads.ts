import type { Page } from '@aiflow/sdk/internal/api/server'
import type { WorkflowStatus } from '@aiflow/sdk/internal/model'
import type { BackfillRow } from '../rows.ts'
import type { ScheduledExecution, ScheduledTimes } from '../scheduled-execution.ts'
import type { PageRequest } from './page-request.ts'
import type { WorkflowFilter } from './workflow-reads.ts'

export interface BackfillFilter extends WorkflowFilter {
  readonly status?: WorkflowStatus | undefined
}

/** Backfills, and what stands in their way. */
export interface BackfillReads {
  find(id: number): Promise<BackfillRow | null>
  /** Newest first. */
  list(filter: BackfillFilter, page: PageRequest): Promise<Page<BackfillRow>>
  /** Executions that were started for times of a schedule, in the order of their ids. */
  executionsAt(times: ScheduledTimes): Promise<readonly ScheduledExecution[]>
}
