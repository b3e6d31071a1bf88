import { infiniteQueryOptions } from '@tanstack/react-query'
import { client } from '../client.ts'
import { type ChosenKind, filterOfKind } from '../event-kinds.ts'

const PAGE_SIZE = 200

export interface ExecutionEventFilter {
  readonly id: number
  readonly kind: ChosenKind
  readonly key: string | undefined
}

/** The events of one workflow execution, newest first. */
export function executionEventsQuery({ id, kind, key }: ExecutionEventFilter) {
  return infiniteQueryOptions({
    queryKey: ['events', 'of-execution', id, { kind, key }],
    queryFn: ({ pageParam, signal }) =>
      client.events.list(
        {
          workflowExecutionId: id,
          key,
          ...filterOfKind(kind),
          newestFirst: true,
          limit: PAGE_SIZE,
          endOffset: pageParam,
        },
        { signal },
      ),
    initialPageParam: undefined as number | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
    meta: { topics: ['events', 'tasks', 'executions'], workflowExecutionId: id, everyMs: 2000 },
  })
}
