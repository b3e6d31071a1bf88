import type { Page } from '@aiflow/sdk/internal/api/server'
import type { LaneId } from '../../model/lane-id.ts'
import type { NotMetRow, VerdictRow } from '../rows.ts'
import type { PageRequest } from './page-request.ts'

export interface LaneFilter {
  readonly lane: LaneId
  readonly task?: string | undefined
}

export interface VerdictsOfEvent {
  readonly offset: number
  readonly lane?: LaneId | undefined
  readonly limit: number
}

export interface VerdictsOfRule {
  readonly lane: LaneId
  /** Null for a trigger of a workflow. */
  readonly task: string | null
  readonly rule: string
  /** Exclusive. */
  readonly beforeOffset?: number | undefined
  readonly limit: number
}

/** What rules decided. */
export interface VerdictReads {
  /** Newest first. */
  list(filter: LaneFilter, page: PageRequest): Promise<Page<VerdictRow>>
  /** All rows, or as many as fit into `maxCharacters`. */
  notMet(filter: LaneFilter, maxCharacters?: number): Promise<NotMetRow[]>
  /** In the order they were decided. */
  ofEvent(of: VerdictsOfEvent): Promise<VerdictRow[]>
  /** Newest first. */
  ofRule(of: VerdictsOfRule): Promise<VerdictRow[]>
  /** Verdicts on the event at the offset, and on those that its step appended, in the order they were decided. */
  ofStep(offset: number, limit: number): Promise<VerdictRow[]>
}
