import type { CountEventsResponse } from '@aiflow/sdk/internal/api/events'
import type { StoredEvent } from '../rows.ts'

export interface EventQuery {
  readonly namespace?: string | undefined
  /** Any of these; none of them matches nothing. */
  readonly keys?: readonly string[] | undefined
  readonly sender?: string | undefined
  readonly principal?: string | undefined
  readonly kinds?: readonly string[] | undefined
  readonly workflowExecutionId?: number | undefined
  /** What is for this workflow execution alone, and what is for the whole namespace. */
  readonly forExecution?: number | undefined
  /** Exclusive. */
  readonly beginOffset: number
  /** Inclusive. */
  readonly endOffset?: number | undefined
}

/** Who sent events to a namespace, by both of the names that an event keeps. */
export interface EventSender {
  readonly namespace: string
  readonly sender: string
  readonly principal: string
}

export type SentEvent = Pick<StoredEvent, 'offset' | 'key' | 'createTime'>

export interface EventPageQuery extends EventQuery {
  readonly limit: number
  readonly newestFirst: boolean
  /** Of all texts of the page, which has one event at least. 4 Mi where it is not said. */
  readonly maxCharacters?: number
}

/** `isCut`: the limit was reached, or the texts of the events fill a page; there may be more. */
export interface EventPage {
  readonly items: readonly StoredEvent[]
  readonly isCut: boolean
}

export interface OfferedQuery {
  readonly namespace: string
  readonly keys: readonly string[]
  /** Null: only what was sent to the namespace as a whole. */
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
  /** The last event that each sender sent, null where it sent none. In the order asked. */
  lastSent(senders: readonly EventSender[]): Promise<(SentEvent | null)[]>
  /** The greatest offset whose create time is at or before the time, 0 if none. */
  offsetOfTime(timeMs: number): Promise<number>
  /** What the step of an event appended, in order. */
  causedBy(causeOffset: number, limit: number): Promise<StoredEvent[]>
  /** The events on keys that one workflow execution, or a namespace as a whole, was offered; newest first. */
  offered(query: OfferedQuery): Promise<StoredEvent[]>
  /** The same by their keys; the limit is that of each. */
  offeredByKey(query: OfferedQuery): Promise<ReadonlyMap<string, readonly StoredEvent[]>>
}
