import { queryOptions } from '@tanstack/react-query'
import { client } from '../client.ts'
import { serverClock } from '../live/clock.ts'

export interface StatisticsFilter {
  readonly namespace: string | undefined
  readonly workflow?: string | undefined
  /** The length of the period, in milliseconds. */
  readonly lengthMs: number
  readonly parts: number
}

/** Executions by time and status, up to now. */
export function executionStatisticsQuery({ lengthMs, ...filter }: StatisticsFilter) {
  return queryOptions({
    queryKey: ['statistics', 'executions', filter, lengthMs],
    queryFn: ({ signal }) => {
      const until = serverClock.now()
      return client.statistics.executions({
        ...filter,
        since: Math.round(until - lengthMs),
        until: Math.round(until),
        signal,
      })
    },
    meta: { topics: ['executions'], everyMs: 5000 },
  })
}

/** The load of the server. */
export const loadQuery = queryOptions({
  queryKey: ['statistics', 'load'],
  queryFn: ({ signal }) => client.statistics.load({ signal }),
  meta: { topics: ['anything'], everyMs: 2000 },
})
