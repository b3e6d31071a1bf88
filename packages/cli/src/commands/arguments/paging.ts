import type { Page } from '@aiflow/sdk/client'
import type { Column } from '../../output/printing/table.ts'
import type { Session } from '../../session.ts'

const PAGE_SIZE = 1000

export interface PageRequest {
  readonly limit: number
  readonly cursor?: string
}

type ReadPage<T> = (request: PageRequest) => Promise<Page<T>>

/** All items of a paged list. */
export async function allPages<T>(read: ReadPage<T>): Promise<readonly T[]> {
  return (await firstPages(read, Number.POSITIVE_INFINITY)).items
}

/** The first items of a paged list, and whether there are more. */
export async function firstPages<T>(
  read: ReadPage<T>,
  limit: number,
): Promise<{ readonly items: readonly T[]; readonly isCut: boolean }> {
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
  return { items, isCut: cursor !== null }
}

export interface ListOptions<T> {
  /** Maximum number of items to print. */
  readonly limit: number
  readonly columns: readonly Column<T>[]
  readonly whenEmpty: string
}

/** Prints the first items of a paged list, and says if there are more. */
export async function printPages<T>(
  session: Session,
  read: ReadPage<T>,
  { limit, columns, whenEmpty }: ListOptions<T>,
): Promise<void> {
  const { items, isCut } = await firstPages(read, limit)
  await session.printer.list(items, columns, whenEmpty)
  if (isCut) tellMore(session, limit)
}

/** Goes to stderr in every format, apart from the results. */
export function tellMore({ printer }: Session, limit: number): void {
  printer.note(`There are more than ${limit}. Use --limit to see more.`)
}
