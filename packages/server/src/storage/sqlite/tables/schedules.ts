import type { Page } from '@aiflow/sdk/internal/api/server'
import type { PageRequest } from '../../reads/page-request.ts'
import type { NamedFilter } from '../../reads/workflow-reads.ts'
import type { ScheduleRow } from '../../rows.ts'
import type { HeldSqliteTable } from '../commit/sqlite-table.ts'
import type { SqliteConnection } from '../file/connection.ts'
import { fromJson, type RawRow } from '../rows/json-column.ts'
import { numberOfCursor, toPage } from '../rows/page.ts'
import { RowReader } from '../rows/row-reader.ts'
import { namedCondition } from '../rows/workflow-filter.ts'

const UPSERT = `
INSERT INTO schedules (
  id, workflow_id, namespace, workflow_name, name, expression, timezone, catch_up, parameters, overlap, declared, paused,
  next_time, last_time, version, create_time
) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (id) DO UPDATE SET
  name = excluded.name, expression = excluded.expression, timezone = excluded.timezone, catch_up = excluded.catch_up,
  parameters = excluded.parameters, overlap = excluded.overlap, declared = excluded.declared, paused = excluded.paused,
  next_time = excluded.next_time, last_time = excluded.last_time, version = excluded.version, create_time = excluded.create_time`

const DELETE = 'DELETE FROM schedules WHERE id = ?'

const SELECT = `
SELECT
  id, workflow_id AS workflowId, namespace, workflow_name AS workflowName, name, expression, timezone,
  catch_up AS catchUp, parameters, overlap, declared, paused, next_time AS nextTime, last_time AS lastTime, version,
  create_time AS createTime
FROM schedules`

type RawSchedule = RawRow<ScheduleRow, 'parameters', 'declared' | 'paused'>

const reader = new RowReader<RawSchedule, ScheduleRow>({
  table: 'schedules',
  keyOf: ({ id }) => id,
  toItem: toSchedule,
})

export const schedules: HeldSqliteTable<'schedules'> = {
  write(connection, { set = [], deleted = [] }) {
    for (const id of deleted) connection.statement(DELETE).run(id)
    for (const row of set) upsert(connection, row)
  },
  image: (connection, tell) => reader.readExact(connection.all<RawSchedule>(`${SELECT} ORDER BY id`), tell),
}

/** In the order of their ids. */
export function findSchedules(connection: SqliteConnection, filter: NamedFilter): ScheduleRow[] {
  const { sql, parameters } = namedCondition(filter)
  return reader.readAll(connection.all<RawSchedule>(`${SELECT} WHERE ${sql} ORDER BY id`, ...parameters))
}

/** In the order of their ids. */
export function listSchedules(connection: SqliteConnection, filter: NamedFilter, page: PageRequest): Page<ScheduleRow> {
  const { sql, parameters } = namedCondition(filter)
  const after = page.cursor === undefined ? 0 : numberOfCursor(page.cursor)
  const select = `${SELECT} WHERE ${sql} AND id > ? ORDER BY id LIMIT ?`
  const rows = connection.iterate<RawSchedule>(select, ...parameters, after, page.limit + 1)
  return toPage(rows, { limit: page.limit, reader, keyOf: (row) => [row.id] })
}

function upsert(connection: SqliteConnection, row: ScheduleRow): void {
  connection
    .statement(UPSERT)
    .run(
      row.id,
      row.workflowId,
      row.namespace,
      row.workflowName,
      row.name,
      row.expression,
      row.timezone,
      row.catchUp,
      JSON.stringify(row.parameters),
      row.overlap,
      Number(row.declared),
      Number(row.paused),
      row.nextTime,
      row.lastTime,
      row.version,
      row.createTime,
    )
}

function toSchedule(row: RawSchedule): ScheduleRow {
  return {
    ...row,
    parameters: fromJson(row.parameters),
    declared: row.declared === 1,
    paused: row.paused === 1,
  }
}
