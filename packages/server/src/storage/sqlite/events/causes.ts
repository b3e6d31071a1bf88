import type { SQLInputValue } from 'node:sqlite'
import type { DeadLetter } from '@aiflow/sdk/internal/api/events'
import { workflowOfStatusKey } from '../../../model/status-keys.ts'
import type { OfferedQuery } from '../../reads/event-reads.ts'
import type { StoredEvent } from '../../rows.ts'
import type { SqliteConnection } from '../file/connection.ts'
import { DEAD_LETTER_COLUMNS } from '../tables/dead-letters.ts'
import { partOfExecution, partOfKey } from './event-parts.ts'
import { CAUSED_OFFSETS, EVENT_COLUMNS } from './events.ts'
import { selectEvents } from './select-events.ts'

const SELECT = `SELECT ${EVENT_COLUMNS} FROM events`

const CAUSED = `${SELECT} WHERE offset IN (${CAUSED_OFFSETS}) ORDER BY offset LIMIT ?2`

const DEAD_LETTERS = `
SELECT ${DEAD_LETTER_COLUMNS}
FROM dead_letters WHERE event_offset = ? ORDER BY id LIMIT 100`

export function findEvent(connection: SqliteConnection, offset: number): StoredEvent | null {
  const row = connection.get<StoredEvent>(`${SELECT} WHERE offset = ?`, offset)
  return row === undefined ? null : { ...row }
}

/** The first change of status of the execution, which is one from null. After a sweep, the oldest one left may be another: then null. */
export function findCreation(connection: SqliteConnection, workflowExecutionId: number): StoredEvent | null {
  const oldest = { kinds: ['status'], beginOffset: 0, limit: 1, newestFirst: false }
  const place = { part: partOfExecution(workflowExecutionId), window: { after: 0, last: Number.MAX_SAFE_INTEGER } }
  const [row] = selectEvents<StoredEvent>(connection, EVENT_COLUMNS, oldest, place)
  return row?.context?.includes('"from":null') && !row.context.includes('"taskName"') ? { ...row } : null
}

export function listCausedEvents(connection: SqliteConnection, causeOffset: number, limit: number): StoredEvent[] {
  return list(connection, CAUSED, causeOffset, limit)
}

export function listOfferedEvents(connection: SqliteConnection, query: OfferedQuery): StoredEvent[] {
  const found = [...listOfferedEventsByKey(connection, query).values()].flat()
  return found.sort((a, b) => b.offset - a.offset).slice(0, query.limit)
}

/** One select per key, so that each walks its blocks backwards and stops at the limit. */
export function listOfferedEventsByKey(
  connection: SqliteConnection,
  { namespace, keys, workflowExecutionId, afterOffset, endOffset, limit }: OfferedQuery,
): Map<string, StoredEvent[]> {
  const window = { after: afterOffset, last: endOffset }
  const offered = (key: string) => {
    const query = { namespace, keys: [key], forExecution: workflowExecutionId, beginOffset: afterOffset }
    const newest = { ...query, limit, newestFirst: true }
    // A change of status is an event of its execution alone.
    const isOfExecution = workflowExecutionId !== null && workflowOfStatusKey(key) !== null
    const part = isOfExecution
      ? { ...partOfExecution(workflowExecutionId), besideKey: { key, namespace } }
      : partOfKey(key, namespace)
    return [...selectEvents<StoredEvent>(connection, EVENT_COLUMNS, newest, { part, window })]
  }
  return new Map([...new Set(keys)].map((key) => [key, offered(key).map((row) => ({ ...row }))]))
}

export function listDeadLettersOfEvent(connection: SqliteConnection, offset: number): DeadLetter[] {
  return connection.all<DeadLetter>(DEAD_LETTERS, offset).map((row) => ({ ...row }))
}

function list(connection: SqliteConnection, sql: string, ...parameters: SQLInputValue[]): StoredEvent[] {
  return connection.all<StoredEvent>(sql, ...parameters).map((row) => ({ ...row }))
}
