import type { SQLInputValue } from 'node:sqlite'
import type { DeadLetter } from '@aiflow/sdk/internal/api/events'
import type { OfferedQuery } from '../../reads/event-reads.ts'
import type { StoredEvent } from '../../rows.ts'
import type { SqliteConnection } from '../file/connection.ts'
import { DEAD_LETTER_COLUMNS } from '../tables/dead-letters.ts'
import { CAUSED_OFFSETS, EVENT_COLUMNS } from './events.ts'

const SELECT = `SELECT ${EVENT_COLUMNS} FROM events`

const CREATION = `
${SELECT} INDEXED BY events_by_execution
WHERE workflow_execution_id = ? AND kind = 'status' ORDER BY offset LIMIT 1`

const CAUSED = `${SELECT} WHERE offset IN (${CAUSED_OFFSETS}) ORDER BY offset LIMIT ?2`

/** One select per key, so that each walks the index of keys backwards and stops at the limit. */
const OFFERED = `${SELECT}
WHERE key = ? AND namespace = ? AND offset > ? AND offset <= ?
  AND (workflow_execution_id IS NULL OR workflow_execution_id IS ?)
ORDER BY offset DESC LIMIT ?`

const DEAD_LETTERS = `
SELECT ${DEAD_LETTER_COLUMNS}
FROM dead_letters WHERE event_offset = ? ORDER BY id LIMIT 100`

export function findEvent(connection: SqliteConnection, offset: number): StoredEvent | null {
  const row = connection.get<StoredEvent>(`${SELECT} WHERE offset = ?`, offset)
  return row === undefined ? null : { ...row }
}

/** The first change of status of the execution, which is one from null. After a sweep, the oldest one left may be another: then null. */
export function findCreation(connection: SqliteConnection, workflowExecutionId: number): StoredEvent | null {
  const row = connection.get<StoredEvent>(CREATION, workflowExecutionId)
  return row?.context?.includes('"from":null') && !row.context.includes('"taskName"') ? { ...row } : null
}

export function listCausedEvents(connection: SqliteConnection, causeOffset: number, limit: number): StoredEvent[] {
  return list(connection, CAUSED, causeOffset, limit)
}

export function listOfferedEvents(connection: SqliteConnection, query: OfferedQuery): StoredEvent[] {
  const found = [...listOfferedEventsByKey(connection, query).values()].flat()
  return found.sort((a, b) => b.offset - a.offset).slice(0, query.limit)
}

export function listOfferedEventsByKey(
  connection: SqliteConnection,
  { namespace, keys, workflowExecutionId, afterOffset, endOffset, limit }: OfferedQuery,
): Map<string, StoredEvent[]> {
  const within = [namespace, afterOffset, endOffset, workflowExecutionId, limit]
  return new Map([...new Set(keys)].map((key) => [key, list(connection, OFFERED, key, ...within)]))
}

export function listDeadLettersOfEvent(connection: SqliteConnection, offset: number): DeadLetter[] {
  return connection.all<DeadLetter>(DEAD_LETTERS, offset).map((row) => ({ ...row }))
}

function list(connection: SqliteConnection, sql: string, ...parameters: SQLInputValue[]): StoredEvent[] {
  return connection.all<StoredEvent>(sql, ...parameters).map((row) => ({ ...row }))
}
