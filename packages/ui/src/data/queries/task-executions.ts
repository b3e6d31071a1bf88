import {
  allPages,
  type TaskExecutionRef,
  type TaskExecutionResource,
  type TaskItemResource,
  type TaskMetrics,
} from '@aiflow/sdk/client'
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { client } from '../client.ts'
import type { WorkflowName } from './workflows.ts'

const PAGE_SIZE = 200
const MOST_METRICS = 1000

export interface FoundFilter {
  readonly namespace: string | undefined
  readonly state: 'living' | 'failed'
  readonly limit: number
}

/** Task executions of all workflow executions, newest first. */
export function foundTasksQuery(filter: FoundFilter) {
  return queryOptions({
    queryKey: ['tasks', 'found', filter],
    queryFn: ({ signal }) => client.taskExecutions.find({ ...filter, signal }),
    meta: { topics: ['tasks', 'events'], everyMs: 2000 },
  })
}

/** The task executions of one workflow execution, newest first, or only those of one task. */
export function taskExecutionsQuery(workflowExecutionId: number, task: string | undefined) {
  return infiniteQueryOptions({
    queryKey: ['tasks', 'list', workflowExecutionId, { task }],
    queryFn: ({ pageParam, signal }) =>
      client.taskExecutions.list(workflowExecutionId, {
        task,
        limit: PAGE_SIZE,
        ...(pageParam === null ? {} : { cursor: pageParam }),
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    meta: { topics: ['tasks'], workflowExecutionId, everyMs: 2000 },
  })
}

/** The number of runs of a task to compare. */
const COMPARED_RUNS = 20

/**
 * The newest runs of a task, oldest first: those of its workflow execution, or, where it ran only once there, its latest
 * run in each of the newest executions of the workflow.
 */
export function taskRunsQuery(ref: TaskExecutionRef, { namespace, name }: WorkflowName) {
  const { workflowExecutionId, taskName: task } = ref
  return queryOptions({
    queryKey: ['tasks', 'runs', workflowExecutionId, task],
    queryFn: async ({ signal }): Promise<readonly TaskExecutionResource[]> => {
      const own = await client.taskExecutions.list(workflowExecutionId, { task, limit: COMPARED_RUNS, signal })
      if (own.items.length > 1) return own.items.toReversed()
      const executions = { namespace, workflow: name, limit: COMPARED_RUNS, signal }
      const { items } = await client.workflowExecutions.list(executions)
      const latest = await Promise.all(
        items.map(({ id }) => client.taskExecutions.list(id, { task, limit: 1, signal })),
      )
      return latest.flatMap((page) => page.items).reverse()
    },
    meta: { topics: ['tasks'], workflowExecutionId, everyMs: 15_000 },
  })
}

export function taskExecutionQuery({ workflowExecutionId, taskName, sequenceNumber }: TaskExecutionRef) {
  const ref = { workflowExecutionId, taskName, sequenceNumber }
  return queryOptions({
    queryKey: ['tasks', 'detail', ref],
    queryFn: ({ signal }) => client.taskExecutions.get(ref, { signal }),
    // The phases of a stop come as reports, not as changes of status.
    meta: { topics: ['anything'], workflowExecutionId: ref.workflowExecutionId, everyMs: 500 },
  })
}

/** The items of a task over a list, in its order. */
export function itemsQuery(
  { workflowExecutionId, taskName, sequenceNumber }: TaskExecutionRef,
  status: TaskItemResource['status'] | undefined,
) {
  const ref = { workflowExecutionId, taskName, sequenceNumber }
  return infiniteQueryOptions({
    queryKey: ['tasks', 'items', ref, { status }],
    queryFn: ({ pageParam, signal }) =>
      client.taskExecutions.items(ref, {
        status,
        limit: PAGE_SIZE,
        ...(pageParam === null ? {} : { cursor: pageParam }),
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    // Items change by reports, and have no changes of status of their own.
    meta: { topics: ['anything'], workflowExecutionId, everyMs: 2000 },
  })
}

/** One item of a task over a list. */
export function itemQuery({ workflowExecutionId, taskName, sequenceNumber }: TaskExecutionRef, index: number) {
  const ref = { workflowExecutionId, taskName, sequenceNumber }
  return queryOptions({
    queryKey: ['tasks', 'item', ref, index],
    queryFn: ({ signal }) => client.taskExecutions.item(ref, index, { signal }),
    meta: { topics: ['anything'], workflowExecutionId, everyMs: 1000 },
  })
}

/** The files that its last attempt left, by name. */
export function artifactsQuery({ id, ...ref }: TaskExecutionRef & { readonly id: number }) {
  return queryOptions({
    queryKey: ['tasks', 'artifacts', id],
    queryFn: async ({ signal }) => (await client.taskExecutions.artifacts(ref, { signal })).artifacts,
    meta: { topics: ['tasks'], workflowExecutionId: ref.workflowExecutionId, everyMs: 2000 },
  })
}

/** The metrics that its code reported, newest first. */
export function taskMetricsQuery({ id, ...ref }: TaskExecutionRef & { readonly id: number }) {
  return queryOptions({
    queryKey: ['tasks', 'metrics', id],
    queryFn: async ({ signal }) => {
      const items: TaskMetrics[] = []
      const pages = allPages((page) => client.taskExecutions.metrics(ref, { ...page, limit: MOST_METRICS, signal }))
      for await (const metrics of pages) if (items.push(metrics) === MOST_METRICS) break
      return items
    },
    meta: { topics: ['metrics'], taskExecutionId: id, everyMs: 2000 },
  })
}
