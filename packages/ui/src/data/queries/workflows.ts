import type { WorkflowListOptions } from '@aiflow/sdk/client'
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { client } from '../client.ts'

const PAGE_SIZE = 100
/** The number of recent executions that a list shows of each workflow. */
const RECENT = 20

export type WorkflowFilter = Pick<WorkflowListOptions, 'namespace' | 'name' | 'enabled' | 'owner' | 'labels'>

/** By namespace and name, each with its newest executions. */
export function workflowsQuery(filter: WorkflowFilter) {
  return infiniteQueryOptions({
    queryKey: ['workflows', 'list', filter],
    queryFn: ({ pageParam, signal }) =>
      client.workflows.list({
        ...filter,
        recent: RECENT,
        limit: PAGE_SIZE,
        ...(pageParam === null ? {} : { cursor: pageParam }),
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    meta: { topics: ['executions', 'definitions'], everyMs: 2000 },
  })
}

/** The first workflows whose name contains a text, without their executions. */
export function foundWorkflowsQuery(filter: WorkflowFilter, limit: number) {
  return queryOptions({
    queryKey: ['workflows', 'found', filter, limit],
    queryFn: async ({ signal }) => (await client.workflows.list({ ...filter, limit, signal })).items,
    meta: { topics: ['definitions'] },
  })
}

export interface WorkflowName {
  readonly namespace: string
  readonly name: string
}

export function workflowQuery({ namespace, name }: WorkflowName) {
  return queryOptions({
    queryKey: ['workflows', 'detail', { namespace, name }],
    queryFn: ({ signal }) => client.workflows.get(namespace, name, { signal }),
    meta: { topics: ['definitions'] },
  })
}
