import type { Page } from '@aiflow/sdk/internal/api/server'
import type { Json } from '@aiflow/sdk/internal/json'
import type { PageRequest } from '../../reads/page-request.ts'
import type { ItemsQuery, ListedItem } from '../../reads/task-reads.ts'
import type { SqliteConnection } from '../file/connection.ts'
import { encodeCursor, numberOfCursor } from '../rows/page.ts'
import { findItemList } from '../tables/task-item-lists.ts'
import { countBegun, findItem, readItemsAfter } from '../tables/task-items.ts'

/** Larger values are left out of lists. */
const MAX_VALUE_CHARACTERS = 4096

/** In the order of the list. Those that have begun are its first ones. */
export function listItems(
  connection: SqliteConnection,
  { taskExecutionId, status }: ItemsQuery,
  { limit, cursor }: PageRequest,
): Page<ListedItem> {
  const list = findItemList(connection, taskExecutionId)
  if (list === null) return { items: [], next: null }
  const after = cursor === undefined ? -1 : numberOfCursor(cursor)
  const wanted = limit + 1
  const begun =
    status === 'NOT_BEGUN' ? [] : readItemsAfter(connection, { taskExecutionId, after, status, limit: wanted })
  const isWhole = status === undefined || status === 'NOT_BEGUN'
  const from = Math.max(after + 1, countBegun(connection, taskExecutionId))
  const others = isWhole ? placesFrom(from, Math.min(list.length, from + wanted - begun.length)) : []
  const found = [
    ...begun.map((row): ListedItem => ({ index: row.index, value: shortened(list[row.index] ?? null), row })),
    ...others.map((index): ListedItem => ({ index, value: shortened(list[index] ?? null), row: null })),
  ]
  const items = found.slice(0, limit)
  const last = items.at(-1)
  return { items, next: found.length > limit && last !== undefined ? encodeCursor([last.index]) : null }
}

/** Null if there is none. */
export function showItem(connection: SqliteConnection, taskExecutionId: number, index: number): ListedItem | null {
  const list = findItemList(connection, taskExecutionId)
  const value = list?.[index]
  return value === undefined ? null : { index, value, row: findItem(connection, taskExecutionId, index) }
}

function placesFrom(from: number, end: number): number[] {
  return Array.from({ length: Math.max(0, end - from) }, (_, index) => from + index)
}

function shortened(value: Json): Json | undefined {
  return JSON.stringify(value).length > MAX_VALUE_CHARACTERS ? undefined : value
}
