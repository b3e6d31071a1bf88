import type { Page } from '@aiflow/sdk/internal/api/server'
import type { Json } from '@aiflow/sdk/internal/json'
import type { AuditRow } from '../rows.ts'
import type { PageRequest } from './page-request.ts'

export interface AuditFilter {
  readonly namespace?: string | undefined
  readonly sender?: string | undefined
  readonly principal?: string | undefined
  /** Only requests of people and programs, not those of tasks. */
  readonly ofPeople?: boolean
  readonly key?: string | undefined
  /** Milliseconds since the epoch; inclusive. */
  readonly beginTime?: number | undefined
  /** Exclusive. */
  readonly endTime?: number | undefined
  readonly exceptKeys: readonly string[]
}

/** Requested changes, and their results. */
export interface RequestReads {
  /** Newest first. */
  audit(filter: AuditFilter, page: PageRequest): Promise<Page<AuditRow>>
  result(offset: number): Promise<{ result: Json } | null>
}
