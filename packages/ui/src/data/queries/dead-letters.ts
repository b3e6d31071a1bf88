import type { DeadLetterFilter } from '@aiflow/sdk/client'
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { client } from '../client.ts'

const PAGE_SIZE = 100

/** Newest first, page by page. */
export function deadLettersQuery(filter: DeadLetterFilter) {
  return infiniteQueryOptions({
    queryKey: ['dead-letters', 'list', filter],
    queryFn: ({ pageParam, signal }) =>
      client.deadLetters.list({
        ...filter,
        limit: PAGE_SIZE,
        ...(pageParam === null ? {} : { cursor: pageParam }),
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    meta: { topics: ['anything'], everyMs: 2000 },
  })
}

/** One dead letter, with its event and what the condition saw. */
export function deadLetterQuery(id: number) {
  return queryOptions({
    queryKey: ['dead-letters', 'detail', id],
    queryFn: ({ signal }) => client.deadLetters.get(id, { signal }),
    meta: { topics: ['anything'], everyMs: 2000 },
  })
}
