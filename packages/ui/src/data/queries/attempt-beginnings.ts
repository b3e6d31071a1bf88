import type { Event } from '@aiflow/sdk'
import type { TaskExecutionRef } from '@aiflow/sdk/client'
import { taskStatusKey } from '@aiflow/sdk/internal/model'
import { queryOptions } from '@tanstack/react-query'
import { client } from '../client.ts'

const MOST = 1000

/** When each attempt of a task execution began to run, oldest first, as far back as history goes. */
export function attemptBeginningsQuery(
  { workflowExecutionId, taskName, sequenceNumber }: TaskExecutionRef,
  workflowName: string,
) {
  return queryOptions({
    queryKey: ['tasks', 'beginnings', { workflowExecutionId, taskName, sequenceNumber }],
    queryFn: async ({ signal }) => {
      const key = taskStatusKey(workflowName, taskName)
      const query = { workflowExecutionId, key, kind: 'status', newestFirst: true, limit: MOST } as const
      const items: Event[] = []
      let endOffset: number | undefined
      do {
        const page = await client.events.list({ ...query, endOffset }, { signal })
        items.push(...page.items)
        endOffset = page.next ?? undefined
      } while (endOffset !== undefined && items.length < MOST)
      const own = items.filter(({ value, context }) => value === 'RUNNING' && sequenceOf(context) === sequenceNumber)
      return own.map(({ createTime }) => createTime).reverse()
    },
    meta: { topics: ['tasks'], workflowExecutionId },
  })
}

/** The server writes the context of status events. */
function sequenceOf(context: string | null): number | undefined {
  return context === null ? undefined : (JSON.parse(context) as { sequenceNumber?: number }).sequenceNumber
}
