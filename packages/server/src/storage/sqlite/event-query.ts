import type { SQLInputValue } from 'node:sqlite'
import type { CountEventsResponse } from '@aiflow/sdk/internal'
import type { StoredEvent } from '../rows.ts'
import type { EventQuery } from '../storage.ts'
import type { SqliteConnection } from './connection.ts'
import { EVENT_COLUMNS } from './events.ts'

type ListQuery = EventQuery & { limit: number; newestFirst: boolean }

interface Condition {
  readonly sql: string
  readonly parameters: readonly SQLInputValue[]
}

/** One read per key, merged, since each of them then stops at its limit and none has to sort its whole history. */
export function findEvents(connection: SqliteConnection, query: ListQuery): StoredEvent[] {
  if (query.keys === undefined) return findEventsOfKey(connection, query, undefined)
  const found = [...new Set(query.keys)].flatMap((key) => findEventsOfKey(connection, query, key))
  const direction = query.newestFirst ? -1 : 1
  return found.sort((a, b) => direction * (a.offset - b.offset)).slice(0, query.limit)
}

export function countEvents(connection: SqliteConnection, query: EventQuery): CountEventsResponse {
  const condition = conditionOf(query, query.keys)
  const sql = `SELECT sender, count(*) AS count FROM events WHERE ${condition.sql} GROUP BY sender ORDER BY count DESC, sender`
  const rows = connection.all<{ sender: string | null; count: number }>(sql, ...condition.parameters)
  const bySender = rows.map((row) => ({ ...row }))
  return { count: bySender.reduce((sum, { count }) => sum + count, 0), bySender }
}

function findEventsOfKey(connection: SqliteConnection, query: ListQuery, key: string | undefined): StoredEvent[] {
  const { sql, parameters } = conditionOf(query, key === undefined ? undefined : [key])
  const order = query.newestFirst ? 'DESC' : 'ASC'
  const select = `SELECT ${EVENT_COLUMNS} FROM events WHERE ${sql} ORDER BY offset ${order} LIMIT ?`
  return connection.all<StoredEvent>(select, ...parameters, query.limit).map((row) => ({ ...row }))
}

/** Lists are bound as one JSON text, so that their length does not make another statement. */
function conditionOf(query: EventQuery, keys: readonly string[] | undefined): Condition {
  const parts = ['offset > ?']
  const parameters: SQLInputValue[] = [query.beginOffset]
  const add = (sql: string, value: SQLInputValue | undefined) => {
    if (value === undefined) return
    parts.push(sql)
    parameters.push(value)
  }
  add('offset <= ?', query.endOffset)
  if (keys?.length === 1) add('key = ?', keys[0])
  else add('key IN (SELECT value FROM json_each(?))', keys && JSON.stringify(keys))
  add('namespace = ?', query.namespace)
  add('sender = ?', query.sender)
  add('kind IN (SELECT value FROM json_each(?))', query.kinds && JSON.stringify(query.kinds))
  add('workflow_execution_id = ?', query.workflowExecutionId)
  return { sql: parts.join(' AND '), parameters }
}
