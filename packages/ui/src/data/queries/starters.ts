import { allPages, type WorkflowScheduleResource, type WorkflowTriggerResource } from '@aiflow/sdk/client'
import { queryOptions } from '@tanstack/react-query'
import { client } from '../client.ts'
import type { WorkflowName } from './workflows.ts'

const MOST_FIRINGS = 100

/** The triggers of a workflow, oldest first. */
export function triggersQuery({ namespace, name }: WorkflowName) {
  return queryOptions({
    queryKey: ['triggers', { namespace, name }],
    queryFn: async ({ signal }) => {
      const items: WorkflowTriggerResource[] = []
      const pages = allPages((page) => client.triggers.list({ namespace, workflow: name, ...page, signal }))
      for await (const trigger of pages) items.push(trigger)
      return items
    },
    meta: { topics: ['executions', 'definitions'], everyMs: 2000 },
  })
}

/** The schedules of a workflow, oldest first. */
export function schedulesOfQuery({ namespace, name }: WorkflowName) {
  return queryOptions({
    queryKey: ['schedules', 'of', { namespace, name }],
    queryFn: async ({ signal }) => {
      const items: WorkflowScheduleResource[] = []
      const pages = allPages((page) => client.schedules.list({ namespace, workflow: name, ...page, signal }))
      for await (const schedule of pages) items.push(schedule)
      return items
    },
    meta: { topics: ['executions', 'definitions'], everyMs: 2000 },
  })
}

export interface Firings {
  readonly schedule: string
  /** Milliseconds since the epoch. */
  readonly times: readonly number[]
  /** Whether there are more after the last one. */
  readonly goesOn: boolean
}

/** The next firings of schedules that are not paused. */
export function firingsQuery({ namespace, name }: WorkflowName, schedules: readonly string[]) {
  return queryOptions({
    queryKey: ['schedules', 'firings', { namespace, name }, schedules],
    queryFn: ({ signal }) =>
      Promise.all(
        schedules.map(async (schedule): Promise<Firings> => {
          const times = await client.schedules.nextTimes(namespace, name, schedule, { count: MOST_FIRINGS, signal })
          return { schedule, times, goesOn: times.length === MOST_FIRINGS }
        }),
      ),
    meta: { topics: ['executions', 'definitions'], everyMs: 10_000 },
  })
}
