import type { AIFlowClient, EventQuery } from '@aiflow/sdk/client'
import type { Event } from '@aiflow/sdk/internal/model'

const DEFAULT_LIMIT = 100
const PAGE_SIZE = 1000

export interface ReadEvents {
  readonly query: EventQuery
  /** Maximum number of events, over several pages; undefined for one page. */
  readonly limit: number | undefined
  readonly signal: AbortSignal
}

/** The first events of a query, and whether there may be more. */
export async function readEvents(
  client: AIFlowClient,
  { query, limit, signal }: ReadEvents,
): Promise<{ readonly items: Event[]; readonly isCut: boolean }> {
  const items: Event[] = []
  let from: EventQuery = {}
  for (;;) {
    const pageLimit = limit === undefined ? DEFAULT_LIMIT : Math.min(PAGE_SIZE, limit - items.length)
    const page = await client.events.list({ ...query, ...from, limit: pageLimit }, { signal })
    items.push(...page.items)
    // Newest first, nothing comes before the first offset.
    if (page.next === null || page.next === 0) return { items, isCut: false }
    if (limit === undefined || items.length >= limit) return { items, isCut: true }
    from = query.newestFirst ? { endOffset: page.next } : { beginOffset: page.next, beginTime: undefined }
  }
}
