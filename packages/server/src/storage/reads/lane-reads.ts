import type { Page } from '@aiflow/sdk/internal/api/server'
import type { Json } from '@aiflow/sdk/internal/json'
import type { LaneId } from '../../model/lane-id.ts'
import type { StateRow } from '../rows.ts'
import type { PageRequest } from './page-request.ts'

export interface NamedValue {
  readonly name: string
  readonly value: Json
}

export interface InboxBacklog {
  readonly count: number
  readonly offsets: readonly number[]
}

/** What lanes keep, and what they have still to judge. */
export interface LaneReads {
  states(lane: LaneId): Promise<StateRow[]>
  /** The states that users named, in the order of names. */
  namedStates(lane: LaneId, page: PageRequest): Promise<Page<NamedValue>>
  /** Of the rules of some lanes that are not judged, or whose condition failed last. */
  circuits(lanes: readonly LaneId[]): Promise<StateRow[]>
  /** The offsets of what a lane has still to judge, oldest first. */
  inbox(lane: LaneId, limit: number): Promise<InboxBacklog>
}
