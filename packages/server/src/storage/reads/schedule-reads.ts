import type { Page } from '@aiflow/sdk/internal/api/server'
import type { ScheduleRow } from '../rows.ts'
import type { PageRequest } from './page-request.ts'
import type { NamedFilter } from './workflow-reads.ts'

/** Schedules of workflows. */
export interface ScheduleReads {
  findAll(filter: NamedFilter): Promise<ScheduleRow[]>
  list(filter: NamedFilter, page: PageRequest): Promise<Page<ScheduleRow>>
}
