import type { EventFilter } from '@aiflow/sdk/client'
import { queryOptions } from '@tanstack/react-query'
import { client } from '../client.ts'

/** One event, its cause and its dead letters. It never changes; what came of it may. */
export function eventQuery(offset: number) {
  return queryOptions({
    queryKey: ['events', 'detail', offset],
    queryFn: ({ signal }) => client.events.get(offset, { signal }),
    meta: { topics: ['definitions'] },
  })
}

/** What came of an event itself. */
export function effectsQuery(offset: number) {
  return queryOptions({
    queryKey: ['events', 'effects', offset],
    queryFn: ({ signal }) => client.events.effects(offset, { signal }),
    meta: { topics: ['executions', 'tasks'], everyMs: 2000 },
  })
}

/** How many events came after an offset. */
export function newerCountQuery(filter: EventFilter, offset: number) {
  return queryOptions({
    queryKey: ['events', 'newer', filter, offset],
    queryFn: async ({ signal }) => (await client.events.count({ ...filter, beginOffset: offset }, { signal })).count,
    meta: { topics: ['anything'] },
  })
}
