import { infiniteQueryOptions } from '@tanstack/react-query'
import { client } from '../client.ts'

const PAGE_SIZE = 200

export interface ExecutionEventFilter {
  readonly id: number
  /** `any`: also what people asked for, what workers told, and what the clock set off. */
  readonly kind: 'user' | 'status' | 'any' | undefined
  readonly key: string | undefined
}

/** The events of one workflow execution, newest first. */
export function executionEventsQuery({ id, kind, key }: ExecutionEventFilter) {
  const ofKind = kind === 'any' || kind === undefined ? { all: kind === 'any' } : { kind }
  return infiniteQueryOptions({
    queryKey: ['events', 'of-execution', id, { kind, key }],
    queryFn: ({ pageParam, signal }) =>
      client.events.list(
        { workflowExecutionId: id, key, ...ofKind, newestFirst: true, limit: PAGE_SIZE, endOffset: pageParam },
        { signal },
      ),
    initialPageParam: undefined as number | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
    meta: { topics: ['events', 'tasks', 'executions'], workflowExecutionId: id, everyMs: 2000 },
  })
}
