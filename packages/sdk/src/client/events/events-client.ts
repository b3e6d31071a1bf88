import type { Event, EventKind } from '../../model/event/event.ts'
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
import { type EventDetail, type EventEffects, eventDetailSchema, eventEffectsSchema } from '../../wire/http/why.ts'
import type { CallOptions } from '../transport/call.ts'
import { pathOf } from '../transport/path.ts'
import type { Transport } from '../transport/transport.ts'
import { type ListenOptions, listen } from './listen.ts'

export type SentEvent = SendEventsResponse['offsets'][number]

/** Filters are ANDed; an absent one matches all. */
export interface EventFilter {
  readonly namespace?: string | undefined
  readonly key?: string | undefined
  readonly sender?: string | undefined
  readonly principal?: string | undefined
  readonly kind?: EventKind | undefined
  readonly workflowExecutionId?: number | undefined
  /** Exclusive, 0 by default. */
  readonly beginOffset?: number | undefined
  /** Inclusive. */
  readonly endOffset?: number | undefined
  /** Inclusive, milliseconds since the epoch or ISO 8601; counts only where there is no `beginOffset`. */
  readonly beginTime?: string | undefined
  /** Also control, report and timer events. */
  readonly all?: boolean | undefined
}

export interface EventQuery extends EventFilter {
  /** At most 10,000, 100 by default. */
  readonly limit?: number | undefined
  readonly newestFirst?: boolean | undefined
}

/** Sends to and reads from the event log. */
export class EventsClient {
  readonly #transport: Transport

  constructor(transport: Transport) {
    this.#transport = transport
  }

  /** Durable when it resolves, and stored once however often it had to be sent. */
  async send(event: NewEvent, options: CallOptions = {}): Promise<SentEvent> {
    const [sent] = await this.#post(withIdempotencyKey(event), options)
    if (sent === undefined) throw new Error('the server acknowledged no event')
    return sent
  }

  /** All of them are stored, in this order, or none; at most 10,000. */
  async sendMany(events: readonly NewEvent[], options: CallOptions = {}): Promise<readonly SentEvent[]> {
    if (events.length === 0) return []
    return this.#post({ events: events.map(withIdempotencyKey) }, options)
  }

  /** One page, oldest first by default. */
  list(query: EventQuery = {}, { signal }: CallOptions = {}): Promise<ListEventsResponse> {
    const call = { method: 'GET', path: '/api/v1/events', query: { ...query }, signal } as const
    return this.#transport.request(listEventsResponseSchema, call)
  }

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

  /** What came of an event itself; each change of status is an event that may have effects too. Throws `EVENT_NOT_FOUND`. */
  effects(offset: number, { signal }: CallOptions = {}): Promise<EventEffects> {
    const path = pathOf('events', offset, 'effects')
    return this.#transport.request(eventEffectsSchema, { method: 'GET', path, signal })
  }

  /**
   * Events as they are appended, in order, each once; after an outage it carries on where it was. The iteration ends,
   * without an error, when the signal is aborted.
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
  return event.idempotencyKey === undefined ? { ...event, idempotencyKey: crypto.randomUUID() } : event
}
