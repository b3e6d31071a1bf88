import type { WorkflowExecutionListOptions } from '@aiflow/sdk/client'
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { client } from '../client.ts'

const PAGE_SIZE = 100

export type ExecutionFilter = Pick<
  WorkflowExecutionListOptions,
  'namespace' | 'workflow' | 'status' | 'type' | 'backfill' | 'labels' | 'beginAfter' | 'beginBefore'
>

/** Newest first, page by page. */
export function executionsQuery(filter: ExecutionFilter) {
  return infiniteQueryOptions({
    queryKey: ['executions', 'list', filter],
    queryFn: ({ pageParam, signal }) =>
      client.workflowExecutions.list({
        ...filter,
        limit: PAGE_SIZE,
        ...(pageParam === null ? {} : { cursor: pageParam }),
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    meta: { topics: ['executions', 'definitions'] },
  })
}

export function executionQuery(id: number) {
  return queryOptions({
    queryKey: ['executions', 'detail', id],
    queryFn: ({ signal }) => client.workflowExecutions.get(id, { signal }),
    meta: { topics: ['executions', 'tasks', 'definitions'], workflowExecutionId: id, everyMs: 500 },
  })
}

/** The named states and task outputs, as many of each as fit into one answer. */
export function executionStatesQuery(id: number) {
  return queryOptions({
    queryKey: ['executions', 'states', id],
    queryFn: async ({ signal }) => {
      const [states, outputs] = await Promise.all([
        client.workflowExecutions.statesPage(id, { signal }),
        client.workflowExecutions.outputsPage(id, { signal }),
      ])
      return { states, outputs }
    },
    meta: { topics: ['anything'], workflowExecutionId: id, everyMs: 2000 },
  })
}
