import type { Page } from '@aiflow/sdk/client'

const PAGE_SIZE = 1000

export interface PageRequest {
  readonly limit: number
  readonly cursor?: string
}

/** All items of a list that is paged, at most `limit` of them. */
export async function allPages<T>(
  read: (request: PageRequest) => Promise<Page<T>>,
  limit = Number.POSITIVE_INFINITY,
): Promise<T[]> {
  const items: T[] = []
  let cursor: string | null = null
  do {
    const request: PageRequest = {
      limit: Math.min(PAGE_SIZE, limit - items.length),
      ...(cursor === null ? {} : { cursor }),
    }
    const page = await read(request)
    items.push(...page.items)
    cursor = page.next
  } while (cursor !== null && items.length < limit)
  return items
}
