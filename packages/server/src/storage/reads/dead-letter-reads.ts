import type { DeadLetter, DeadLetterFilter } from '@aiflow/sdk/internal/api/events'
import type { Page } from '@aiflow/sdk/internal/api/server'
import type { DeadLetterRow } from '../rows.ts'
import type { PageRequest } from './page-request.ts'

export interface DeadLetterPageRequest extends DeadLetterFilter, PageRequest {}

/** Events that could not be processed. */
export interface DeadLetterReads {
  find(id: number): Promise<DeadLetterRow | null>
  /** Newest first. */
  list(page: DeadLetterPageRequest): Promise<Page<DeadLetter>>
  count(): Promise<number>
  ofEvent(offset: number): Promise<DeadLetter[]>
}
