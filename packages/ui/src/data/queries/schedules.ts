import { allPages, type WorkflowScheduleResource } from '@aiflow/sdk/client'
import { queryOptions } from '@tanstack/react-query'
import { client } from '../client.ts'

export interface NamespaceFilter {
  readonly namespace: string | undefined
}

/** All schedules by their next firing. Those without one come last. */
export function schedulesQuery({ namespace }: NamespaceFilter) {
  return queryOptions({
    queryKey: ['schedules', { namespace }],
    queryFn: async ({ signal }) => {
      const items: WorkflowScheduleResource[] = []
      for await (const schedule of allPages((page) =>
        client.schedules.list({ namespace, ...page, limit: 1000, signal }),
      )) {
        items.push(schedule)
      }
      return items.sort((a, b) => (a.nextTime ?? Number.POSITIVE_INFINITY) - (b.nextTime ?? Number.POSITIVE_INFINITY))
    },
    meta: { topics: ['executions', 'definitions'], everyMs: 2000 },
  })
}
