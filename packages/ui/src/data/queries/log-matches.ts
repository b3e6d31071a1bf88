import type { TaskExecutionRef } from '@aiflow/sdk/client'
import { infiniteQueryOptions } from '@tanstack/react-query'
import { client } from '../client.ts'

const PAGE_SIZE = 200

/** The lines of a log that contain a text, in order. Each page searches a part of the log. */
export function logMatchesQuery(
  { item, ...ref }: TaskExecutionRef & { readonly item?: number | undefined },
  attempt: number,
  text: string,
) {
  const { workflowExecutionId, taskName, sequenceNumber } = ref
  const named = { workflowExecutionId, taskName, sequenceNumber }
  return infiniteQueryOptions({
    queryKey: ['logs', 'matches', named, item, attempt, text],
    queryFn: ({ pageParam, signal }) =>
      client.taskExecutions.searchLogs(named, text, { item, offset: pageParam, attempt, limit: PAGE_SIZE, signal }),
    initialPageParam: 0,
    getNextPageParam: ({ nextOffset, complete, matches }, _pages, before) =>
      complete || (nextOffset === before && matches.length === 0) ? undefined : nextOffset,
    gcTime: 0,
  })
}
