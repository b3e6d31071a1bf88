import type { Event, EventKind } from '../../model/event/event.ts'
import { newIdempotencyKey } from '../../model/text/idempotency-key.ts'
import {
  type CountEventsResponse,
  countEventsResponseSchema,
  type ListEventsResponse,
  listEventsResponseSchema,
  type NewEvent,
  offsetOfTimeResponseSchema,
  type SendEventsResponse,
  sendEventsResponseSchema,
} from '../../wire/http/events.ts'
import { type TriedEvent, type TryEvent, triedEventSchema } from '../../wire/http/try-event.ts'
import { type EventDetail, type EventEffects, eventDetailSchema, eventEffectsSchema } from '../../wire/http/why.ts'
import type { CallOptions } from '../transport/call.ts'
import { pathOf } from '../transport/path.ts'
import type { Transport } from '../transport/transport.ts'
import { type ListenOptions, listen } from './listen.ts'

/** The offset of an event that was sent, and whether it was known already by its idempotency key. */
export type SentEvent = SendEventsResponse['offsets'][number]

/** An event must match all filters that are given. */
export interface EventFilter {
  readonly namespace?: string | undefined
  readonly key?: string | undefined
  readonly sender?: string | undefined
  readonly principal?: string | undefined
  readonly kind?: EventKind | undefined
  readonly workflowExecutionId?: number | undefined
  /** Only events after this offset; 0 by default. */
  readonly beginOffset?: number | undefined
  /** Only events up to this offset, inclusive. */
  readonly endOffset?: number | undefined
  /** Only events from this time on: milliseconds since the epoch, or ISO 8601. Ignored if `beginOffset` is given. */
  readonly beginTime?: string | undefined
  /** Include control, report and timer events; `false` by default. */
  readonly all?: boolean | undefined
}

export interface EventQuery extends EventFilter {
  /** Maximum number of events, up to 10,000; 100 by default. */
  readonly limit?: number | undefined
  readonly newestFirst?: boolean | undefined
}

/** Sends events to the log, and reads them. */
export class EventsClient {
  readonly #transport: Transport

  constructor(transport: Transport) {
    this.#transport = transport
  }

  /** Sends an event. It is durable when the promise resolves, and stored once even if it had to be sent again. */
  async send(event: NewEvent, options: CallOptions = {}): Promise<SentEvent> {
    const [sent] = await this.#post(withIdempotencyKey(event), options)
    if (sent === undefined) throw new Error('the server acknowledged no event')
    return sent
  }

  /** Sends up to 10,000 events. Either all are stored, in this order, or none. */
  async sendMany(events: readonly NewEvent[], options: CallOptions = {}): Promise<readonly SentEvent[]> {
    if (events.length === 0) return []
    return this.#post({ events: events.map(withIdempotencyKey) }, options)
  }

  /** What an event would do if it were sent now, rule by rule. Nothing is sent or stored. */
  try(event: TryEvent, { signal }: CallOptions = {}): Promise<TriedEvent> {
    const call = { method: 'POST', path: pathOf('events', 'try'), body: event, repeatable: true, signal } as const
    return this.#transport.request(triedEventSchema, call)
  }

  /** A page of events, oldest first by default. */
  list(query: EventQuery = {}, { signal }: CallOptions = {}): Promise<ListEventsResponse> {
    const call = { method: 'GET', path: '/api/v1/events', query: { ...query }, signal } as const
    return this.#transport.request(listEventsResponseSchema, call)
  }

  /** The number of events that match the filter, in all and by sender. */
  count(filter: EventFilter = {}, { signal }: CallOptions = {}): Promise<CountEventsResponse> {
    const call = { method: 'GET', path: '/api/v1/events/count', query: { ...filter }, signal } as const
    return this.#transport.request(countEventsResponseSchema, call)
  }

  /** The greatest offset whose event was created at or before a time, 0 if there is none. */
  async offsetOf(time: Date | number | string, { signal }: CallOptions = {}): Promise<number> {
    const query = { time: time instanceof Date ? time.toISOString() : time }
    const call = { method: 'GET', path: '/api/v1/events/offset', query, signal } as const
    const answer = await this.#transport.request(offsetOfTimeResponseSchema, call)
    return answer.offset
  }

  /** One event, with its cause and its dead letters. Throws `EVENT_NOT_FOUND`. */
  get(offset: number, { signal }: CallOptions = {}): Promise<EventDetail> {
    return this.#transport.request(eventDetailSchema, { method: 'GET', path: pathOf('events', offset), signal })
  }

  /**
   * The direct effects of an event. Each change of status is an event with effects of its own. Throws
   * `EVENT_NOT_FOUND`.
   */
  effects(offset: number, { signal }: CallOptions = {}): Promise<EventEffects> {
    const path = pathOf('events', offset, 'effects')
    return this.#transport.request(eventEffectsSchema, { method: 'GET', path, signal })
  }

  /**
   * Events as they are appended, in order, each once. After an outage it resumes where it was. The iteration ends without
   * an error when the signal is aborted.
   */
  listen(options: ListenOptions = {}): AsyncGenerator<Event> {
    return listen(this.#transport, options)
  }

  async #post(body: unknown, { signal }: CallOptions): Promise<readonly SentEvent[]> {
    const call = { method: 'POST', path: '/api/v1/events', body, repeatable: true, signal } as const
    const answer = await this.#transport.request(sendEventsResponseSchema, call)
    return answer.offsets
  }
}

function withIdempotencyKey(event: NewEvent): NewEvent {
  return event.idempotencyKey === undefined ? { ...event, idempotencyKey: newIdempotencyKey() } : event
}
