import type { Page } from '@aiflow/sdk/internal/api/server'
import type { PageRequest } from '../../reads/page-request.ts'
import type { NamedFilter } from '../../reads/workflow-reads.ts'
import type { TriggerRow } from '../../rows.ts'
import type { HeldSqliteTable } from '../commit/sqlite-table.ts'
import type { SqliteConnection } from '../file/connection.ts'
import { fromJson, type RawRow } from '../rows/json-column.ts'
import { numberOfCursor, toPage } from '../rows/page.ts'
import { RowReader } from '../rows/row-reader.ts'
import { namedCondition } from '../rows/workflow-filter.ts'

const UPSERT = `
INSERT INTO triggers (
  id, workflow_id, namespace, workflow_name, name, condition, parameters, overlap, fan_in, declared, paused, version,
  create_time, last_time
) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (id) DO UPDATE SET
  name = excluded.name, condition = excluded.condition, parameters = excluded.parameters, overlap = excluded.overlap,
  fan_in = excluded.fan_in, declared = excluded.declared, paused = excluded.paused,
  version = excluded.version, create_time = excluded.create_time,
  last_time = excluded.last_time`

const DELETE = 'DELETE FROM triggers WHERE id = ?'

const SELECT = `
SELECT
  id, workflow_id AS workflowId, namespace, workflow_name AS workflowName, name, condition, parameters, overlap,
  fan_in AS fanIn, declared, paused, version, create_time AS createTime,
  last_time AS lastTime
FROM triggers`

type RawTrigger = RawRow<TriggerRow, 'condition' | 'parameters' | 'fanIn', 'declared' | 'paused'>

const reader = new RowReader<RawTrigger, TriggerRow>({ table: 'triggers', keyOf: ({ id }) => id, toItem: toTrigger })

export const triggers: HeldSqliteTable<'triggers'> = {
  write(connection, { set = [], deleted = [] }) {
    for (const id of deleted) connection.statement(DELETE).run(id)
    for (const row of set) upsert(connection, row)
  },
  image: (connection, tell) => reader.readExact(connection.all<RawTrigger>(`${SELECT} ORDER BY id`), tell),
}

/** In the order of their ids. */
export function findTriggers(connection: SqliteConnection, filter: NamedFilter): TriggerRow[] {
  const { sql, parameters } = namedCondition(filter)
  return reader.readAll(connection.all<RawTrigger>(`${SELECT} WHERE ${sql} ORDER BY id`, ...parameters))
}

/** In the order of their ids. */
export function listTriggers(connection: SqliteConnection, filter: NamedFilter, page: PageRequest): Page<TriggerRow> {
  const { sql, parameters } = namedCondition(filter)
  const after = page.cursor === undefined ? 0 : numberOfCursor(page.cursor)
  const select = `${SELECT} WHERE ${sql} AND id > ? ORDER BY id LIMIT ?`
  const rows = connection.iterate<RawTrigger>(select, ...parameters, after, page.limit + 1)
  return toPage(rows, { limit: page.limit, reader, keyOf: (row) => [row.id] })
}

function upsert(connection: SqliteConnection, row: TriggerRow): void {
  connection
    .statement(UPSERT)
    .run(
      row.id,
      row.workflowId,
      row.namespace,
      row.workflowName,
      row.name,
      JSON.stringify(row.condition),
      JSON.stringify(row.parameters),
      row.overlap,
      JSON.stringify(row.fanIn),
      Number(row.declared),
      Number(row.paused),
      row.version,
      row.createTime,
      row.lastTime,
    )
}

function toTrigger(row: RawTrigger): TriggerRow {
  return {
    ...row,
    condition: fromJson(row.condition),
    parameters: fromJson(row.parameters),
    fanIn: fromJson(row.fanIn),
    declared: row.declared === 1,
    paused: row.paused === 1,
  }
}
