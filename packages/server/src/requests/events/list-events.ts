import type { EventFilter, ListEventsResponse } from '@aiflow/sdk/internal/api/events'
import type { Event } from '@aiflow/sdk/internal/model'
import type { Identity } from '../../access/identity.ts'
import type { EventPageQuery } from '../../storage/reads/event-reads.ts'
import type { ReadStorage } from '../../storage/reads/read-storage.ts'
import type { StoredEvent } from '../../storage/rows.ts'
import { toEventQuery } from './event-queries.ts'

type Lookup = Pick<ReadStorage, 'events'>

/** A page of the events that the caller may read. Throws `FORBIDDEN` and `INVALID_ARGUMENT`. */
export async function listEvents(
  storage: Lookup,
  { limit, newestFirst, ...filter }: EventFilter & Pick<EventPageQuery, 'limit' | 'newestFirst'>,
  identity: Identity | null,
): Promise<ListEventsResponse> {
  const query = await toEventQuery(filter, identity, storage)
  const { items, isCut } = await storage.events.list({ ...query, limit, newestFirst })
  const last = isCut ? items.at(-1) : undefined
  // The store's range is inclusive at its end, but not at its beginning.
  const next = last === undefined ? null : last.offset - (newestFirst ? 1 : 0)
  return { items: items.map(toEvent), next }
}

/** Counts the events that the caller may read. Throws the same errors as `listEvents`. */
export async function countEvents(storage: Lookup, filter: EventFilter, identity: Identity | null) {
  return storage.events.count(await toEventQuery(filter, identity, storage))
}

/** The public fields of an event. */
export function toEvent(stored: StoredEvent): Event {
  const { offset, kind, namespace, key, value, sender, principal, context, workflowExecutionId, createTime } = stored
  return { offset, kind, namespace, key, value, sender, principal, context, workflowExecutionId, createTime }
}
