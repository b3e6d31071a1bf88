import { queryOptions } from '@tanstack/react-query'
import { client } from '../client.ts'

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
