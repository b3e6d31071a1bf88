import type { AIFlowClient, EventQuery } from '@aiflow/sdk/client'
import type { Event } from '@aiflow/sdk/internal'

const PAGE_SIZE = 1000

export interface ReadEvents {
  readonly query: EventQuery
  readonly limit: number
  readonly signal: AbortSignal
}

/** The first events of a query, over as many pages as they take, and whether there may be more. */
export async function readEvents(
  client: AIFlowClient,
  { query, limit, signal }: ReadEvents,
): Promise<{ readonly items: Event[]; readonly isCut: boolean }> {
  const items: Event[] = []
  let from: EventQuery = {}
  for (;;) {
    const pageLimit = Math.min(PAGE_SIZE, limit - items.length)
    const page = await client.events.list({ ...query, ...from, limit: pageLimit }, { signal })
    items.push(...page.items)
    // Newest first, nothing comes before the first offset.
    if (page.next === null || page.next === 0) return { items, isCut: false }
    if (items.length >= limit) return { items, isCut: true }
    from = query.newestFirst ? { endOffset: page.next } : { beginOffset: page.next, beginTime: undefined }
  }
}
