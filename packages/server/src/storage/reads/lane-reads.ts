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

/** The states of lanes, and the events that they still have to judge. */
export interface LaneReads {
  states(lane: LaneId): Promise<StateRow[]>
  /** The states that users named, in the order of names. */
  namedStates(lane: LaneId, page: PageRequest): Promise<Page<NamedValue>>
  /** The circuits of rules that are not being judged, or whose condition failed last time. */
  circuits(lanes: readonly LaneId[]): Promise<StateRow[]>
  /** The offsets of the events that a lane still has to judge, oldest first. */
  inbox(lane: LaneId, limit: number): Promise<InboxBacklog>
}
