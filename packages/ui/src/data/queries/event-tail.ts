import type { Event } from '@aiflow/sdk'
import type { AIFlowClient, EventQuery } from '@aiflow/sdk/client'
import { queryOptions } from '@tanstack/react-query'
import { client } from '../client.ts'

const PAGE_SIZE = 10_000

type EventSource = Pick<AIFlowClient, 'events'>
type ListEvents = (range: EventQuery) => ReturnType<EventSource['events']['list']>

/** The newest events of one kind in a workflow execution, oldest first. */
export interface EventTail {
  readonly events: readonly Event[]
  /** Whether there are older ones. */
  readonly isCut: boolean
}

/** Reads the newest events once, then only what is new. */
export function eventTailQuery(id: number, kind: 'user' | 'status', most: number) {
  return queryOptions({
    queryKey: ['events', 'tail', id, kind],
    queryFn: async ({ signal, client: queryClient, queryKey }): Promise<EventTail> => {
      const filter = { workflowExecutionId: id, kind }
      const known = queryClient.getQueryData<EventTail>(queryKey)
      return readTail(client, { filter, most, known, signal })
    },
    structuralSharing: false,
    meta: { topics: kind === 'user' ? ['events'] : ['tasks'], workflowExecutionId: id, everyMs: 500 },
  })
}

interface TailOptions {
  readonly filter: EventQuery
  readonly most: number
  /** The result of the previous read. */
  readonly known: EventTail | undefined
  readonly signal: AbortSignal
}

export function readTail(source: EventSource, { filter, most, known, signal }: TailOptions): Promise<EventTail> {
  const list = (range: EventQuery) => source.events.list({ ...filter, ...range }, { signal })
  return known === undefined ? readNewest(list, most) : readOn(list, known)
}

async function readNewest(list: ListEvents, most: number): Promise<EventTail> {
  const newestFirst: Event[] = []
  let endOffset: number | undefined
  do {
    const limit = Math.min(PAGE_SIZE, most - newestFirst.length)
    const page = await list({ newestFirst: true, limit, endOffset })
    newestFirst.push(...page.items)
    if (page.next === null) return { events: newestFirst.reverse(), isCut: false }
    endOffset = page.next
  } while (newestFirst.length < most)
  return { events: newestFirst.reverse(), isCut: true }
}

async function readOn(list: ListEvents, known: EventTail): Promise<EventTail> {
  const events = [...known.events]
  for (;;) {
    const beginOffset = events.at(-1)?.offset ?? 0
    const { items, next } = await list({ beginOffset, limit: PAGE_SIZE })
    events.push(...items)
    if (next === null) return { events, isCut: known.isCut }
  }
}
