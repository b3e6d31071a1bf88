import type { Page } from '@aiflow/sdk/internal/api/server'
import type { TriggerRow } from '../rows.ts'
import type { PageRequest } from './page-request.ts'
import type { NamedFilter } from './workflow-reads.ts'

/** Triggers of workflows. */
export interface TriggerReads {
  /** In the order of their ids, like schedules. */
  findAll(filter: NamedFilter): Promise<TriggerRow[]>
  list(filter: NamedFilter, page: PageRequest): Promise<Page<TriggerRow>>
}
