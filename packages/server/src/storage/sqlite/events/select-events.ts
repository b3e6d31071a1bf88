import type { SQLInputValue } from 'node:sqlite'
import type { EventQuery } from '../../reads/event-reads.ts'
import type { SqliteConnection } from '../file/connection.ts'
import { BLOCK_SIZE } from './event-blocks.ts'
import { BLOCK_TABLES, type EventPart } from './event-parts.ts'

const IN_LIST = 'IN (SELECT value FROM json_each(?))'

/** Offsets greater than `after`, up to `last`. */
export interface OffsetRange {
  readonly after: number
  readonly last: number
}

export interface PartOfWindow {
  readonly part: EventPart
  readonly window: OffsetRange
}

interface Clause {
  readonly sql: string
  readonly parameters: readonly SQLInputValue[]
}

/** The first events of a part in a window of the log, up to the limit, from the end that the query asks for. */
export function selectEvents<Row extends object>(
  connection: SqliteConnection,
  columns: string,
  query: EventQuery & { readonly limit: number; readonly newestFirst: boolean },
  { part, window }: PartOfWindow,
): Iterable<Row> {
  const { sql, parameters } = eventsOf(query, part, window)
  const side = query.newestFirst ? 'DESC' : 'ASC'
  const order = part.by === 'log' ? `offset ${side}` : `block ${side}, offset ${side}`
  const select = `SELECT ${columns} ${sql} ORDER BY ${order} LIMIT ?`
  return connection.iterate<Row>(select, ...parameters, query.limit)
}

/** How many events of a part each sender has in a window of the log. */
export function countBySender(connection: SqliteConnection, query: EventQuery, { part, window }: PartOfWindow) {
  const { sql, parameters } = eventsOf(query, part, window)
  const select = `SELECT sender, count(*) AS count ${sql} GROUP BY sender`
  return connection.all<{ sender: string | null; count: number }>(select, ...parameters)
}

function eventsOf(query: EventQuery, part: EventPart, window: OffsetRange): Clause {
  const from = part.by === 'log' ? inLog(window) : inBlocks(BLOCK_TABLES[part.by], part, window)
  const filter = filterOf(query, part)
  return { sql: `${from.sql} ${filter.sql}`, parameters: [...from.parameters, ...filter.parameters] }
}

function inLog({ after, last }: OffsetRange): Clause {
  return { sql: 'FROM events WHERE offset > ? AND offset <= ?', parameters: [after, last] }
}

/** One bound on each side of the offset: given two, SQLite would start at the first and scan all between them. */
function inBlocks(table: string, { equal, besideKey }: EventPart, { after, last }: OffsetRange): Clause {
  const having = Object.keys(equal).map((column) => `${column} = ? AND`)
  const beside = besideKey === undefined ? '' : `AND ${holdsKey(table)}`
  return {
    sql: `
FROM (SELECT block FROM ${table} WHERE ${having.join(' ')} block >= ? AND block <= ? ${beside}) CROSS JOIN events
WHERE offset > max(?, block * ${BLOCK_SIZE} - 1) AND offset <= min(?, block * ${BLOCK_SIZE} + ${BLOCK_SIZE - 1})`,
    parameters: [
      ...Object.values(equal),
      Math.floor((after + 1) / BLOCK_SIZE),
      Math.floor(last / BLOCK_SIZE),
      ...(besideKey === undefined ? [] : [besideKey.key, besideKey.namespace]),
      after,
      last,
    ],
  }
}

function holdsKey(table: string): string {
  return `EXISTS (SELECT 1 FROM ${BLOCK_TABLES.key} AS keys WHERE keys.key = ? AND keys.namespace = ? AND keys.block = ${table}.block)`
}

/**
 * Columns with one value in the part need no filter of the query. Lists are bound as one JSON text, so that lists of
 * different lengths share one statement.
 */
function filterOf(query: EventQuery, { equal }: EventPart): Clause {
  const conditions: string[] = []
  const parameters: SQLInputValue[] = []
  const add = (column: string, operator: string, value: SQLInputValue | undefined) => {
    if (value === undefined || column in equal) return
    conditions.push(`AND ${column} ${operator}`)
    parameters.push(value)
  }
  for (const [column, value] of Object.entries(equal)) {
    conditions.push(`AND ${column} = ?`)
    parameters.push(value)
  }
  if (query.keys?.length === 1) add('key', '= ?', query.keys[0])
  else add('key', IN_LIST, query.keys && JSON.stringify(query.keys))
  add('namespace', '= ?', query.namespace)
  add('sender', '= ?', query.sender)
  add('principal', '= ?', query.principal)
  add('kind', IN_LIST, query.kinds && JSON.stringify(query.kinds))
  add('workflow_execution_id', '= ?', query.workflowExecutionId)
  if (query.forExecution !== undefined) {
    conditions.push('AND (workflow_execution_id IS NULL OR workflow_execution_id = ?)')
    parameters.push(query.forExecution)
  }
  return { sql: conditions.join(' '), parameters }
}
