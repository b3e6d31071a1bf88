import type { Page } from '@aiflow/sdk/internal/api/server'
import type { SnapshotRow, SnapshotSummary } from '../rows.ts'
import type { PageRequest } from './page-request.ts'

/** Versions of workflows. */
export interface SnapshotReads {
  find(hash: string): Promise<SnapshotRow | null>
  /** Newest first. */
  list(of: { namespace: string; workflow: string }, page: PageRequest): Promise<Page<SnapshotSummary>>
}
