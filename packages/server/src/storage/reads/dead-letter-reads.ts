import type { DeadLetter, DeadLetterFilter } from '@aiflow/sdk/internal/api/events'
import type { Page } from '@aiflow/sdk/internal/api/server'
import type { DeadLetterRow } from '../rows.ts'
import type { PageRequest } from './page-request.ts'

export interface DeadLetterPageRequest extends DeadLetterFilter, PageRequest {}

/** Most stores have fewer, and so need no reader thread to say how many. */
const FEW = 1000

/** Events that could not be processed. */
export interface DeadLetterReads {
  find(id: number): Promise<DeadLetterRow | null>
  /** Newest first. */
  list(page: DeadLetterPageRequest): Promise<Page<DeadLetter>>
  count(): Promise<number>
  /** Their number if it is at most `limit`, otherwise null. Looks at no more than that. */
  countUpTo(limit: number): Promise<number | null>
  ofEvent(offset: number): Promise<DeadLetter[]>
}

/** Their number, without a long read if there are few. */
export async function countDeadLetters(reads: DeadLetterReads): Promise<number> {
  return (await reads.countUpTo(FEW)) ?? reads.count()
}
