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

/** Counting on and on would keep the server busy for nobody. */
export const COUNTED_OFFSETS = 50_000

/** How many of the next events after an offset a filter lets through. */
export function newerCountQuery(filter: EventFilter, offset: number) {
  const range = { beginOffset: offset, endOffset: offset + COUNTED_OFFSETS }
  return queryOptions({
    queryKey: ['events', 'newer', filter, offset],
    queryFn: async ({ signal }) => (await client.events.count({ ...filter, ...range }, { signal })).count,
    meta: { topics: ['anything'] },
  })
}
