import type { CountEventsResponse } from '@aiflow/sdk/internal/api/events'
import type { StoredEvent } from '../rows.ts'

export interface EventQuery {
  readonly namespace?: string | undefined
  /** Any of these keys; an empty list matches nothing. */
  readonly keys?: readonly string[] | undefined
  readonly sender?: string | undefined
  readonly principal?: string | undefined
  readonly kinds?: readonly string[] | undefined
  readonly workflowExecutionId?: number | undefined
  /** Events for this workflow execution, and those for the whole namespace; null: only the latter. */
  readonly forExecution?: number | null | undefined
  /** Exclusive. */
  readonly beginOffset: number
  /** Inclusive. */
  readonly endOffset?: number | undefined
}

/** A sender of events to a namespace, by the two names that an event stores. */
export interface EventSender {
  readonly namespace: string
  readonly sender: string
  readonly principal: string
}

export type SentEvent = Pick<StoredEvent, 'offset' | 'key' | 'createTime'>

export interface EventPageQuery extends EventQuery {
  readonly limit: number
  readonly newestFirst: boolean
  /** Limit for all texts of the page, which has at least one event. 4 Mi by default. */
  readonly maxCharacters?: number
}

/** `isCut`: the limit was reached, or the texts of the events fill the page, so there may be more. */
export interface EventPage {
  readonly items: readonly StoredEvent[]
  readonly isCut: boolean
}

export interface OfferedQuery {
  readonly namespace: string
  readonly keys: readonly string[]
  /** Null: only events sent to the namespace as a whole. */
  readonly workflowExecutionId: number | null
  /** Exclusive. */
  readonly afterOffset: number
  /** Inclusive. */
  readonly endOffset: number
  readonly limit: number
}

/** Events of the log. */
export interface EventReads {
  find(offset: number): Promise<StoredEvent | null>
  list(query: EventPageQuery): Promise<EventPage>
  count(query: EventQuery): Promise<CountEventsResponse>
  /** The last event of each sender, null if it sent none. In the order of `senders`. */
  lastSent(senders: readonly EventSender[]): Promise<(SentEvent | null)[]>
  /** The greatest offset whose create time is at or before the time, 0 if none. */
  offsetOfTime(timeMs: number): Promise<number>
  /** What the step of an event appended, in order. */
  causedBy(causeOffset: number, limit: number): Promise<StoredEvent[]>
  /** The events on some keys that were offered to one workflow execution, or to a namespace as a whole; newest first. */
  offered(query: OfferedQuery): Promise<StoredEvent[]>
  /** The same by key; the limit applies to each key. */
  offeredByKey(query: OfferedQuery): Promise<ReadonlyMap<string, readonly StoredEvent[]>>
}
