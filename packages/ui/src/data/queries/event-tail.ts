import type { Event } from '@aiflow/sdk'
import type { EventQuery } from '@aiflow/sdk/client'
import { queryOptions } from '@tanstack/react-query'
import { client } from '../client.ts'

const PAGE_SIZE = 10_000

/** The newest events of a workflow execution of one kind, oldest first. */
export interface EventTail {
  readonly events: readonly Event[]
  /** There are older ones. */
  readonly isCut: boolean
}

/** Reads the newest events once, and from then on only what came since. */
export function eventTailQuery(id: number, kind: 'user' | 'status', most: number) {
  return queryOptions({
    queryKey: ['events', 'tail', id, kind],
    queryFn: async ({ signal, client: queryClient, queryKey }): Promise<EventTail> => {
      const filter = { workflowExecutionId: id, kind }
      const known = queryClient.getQueryData<EventTail>(queryKey)
      return known === undefined ? readNewest(filter, most, signal) : readOn(known, filter, signal)
    },
    structuralSharing: false,
    meta: { topics: kind === 'user' ? ['events'] : ['tasks'], workflowExecutionId: id, everyMs: 500 },
  })
}

async function readNewest(filter: EventQuery, most: number, signal: AbortSignal): Promise<EventTail> {
  const newestFirst: Event[] = []
  let endOffset: number | undefined
  do {
    const limit = Math.min(PAGE_SIZE, most - newestFirst.length)
    const page = await client.events.list({ ...filter, newestFirst: true, limit, endOffset }, { signal })
    newestFirst.push(...page.items)
    if (page.next === null) return { events: newestFirst.reverse(), isCut: false }
    endOffset = page.next
  } while (newestFirst.length < most)
  return { events: newestFirst.reverse(), isCut: true }
}

async function readOn(known: EventTail, filter: EventQuery, signal: AbortSignal): Promise<EventTail> {
  const events = [...known.events]
  for (;;) {
    const beginOffset = events.at(-1)?.offset ?? 0
    const { items, next } = await client.events.list({ ...filter, beginOffset, limit: PAGE_SIZE }, { signal })
    events.push(...items)
    if (next === null) return { events, isCut: known.isCut }
  }
}
