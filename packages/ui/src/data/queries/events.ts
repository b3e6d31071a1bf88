import type { EventFilter } from '@aiflow/sdk/client'
import { queryOptions } from '@tanstack/react-query'
import { client } from '../client.ts'

/** One event with its cause and its dead letters. The event never changes, but its effects may. */
export function eventQuery(offset: number) {
  return queryOptions({
    queryKey: ['events', 'detail', offset],
    queryFn: ({ signal }) => client.events.get(offset, { signal }),
    meta: { topics: ['definitions'] },
  })
}

/** Counting stops here: an exact number is not worth the load. */
export const COUNTED_OFFSETS = 50_000

/** How many of the next events after an offset match a filter. */
export function newerCountQuery(filter: EventFilter, offset: number) {
  const range = { beginOffset: offset, endOffset: offset + COUNTED_OFFSETS }
  return queryOptions({
    queryKey: ['events', 'newer', filter, offset],
    queryFn: async ({ signal }) => (await client.events.count({ ...filter, ...range }, { signal })).count,
    meta: { topics: ['anything'] },
  })
}
