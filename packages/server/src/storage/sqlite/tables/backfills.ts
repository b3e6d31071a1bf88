import type { Page } from '@aiflow/sdk/internal/api/server'
import type { BackfillKey } from '../../image.ts'
import type { BackfillFilter } from '../../reads/backfill-reads.ts'
import type { PageRequest } from '../../reads/page-request.ts'
import type { BackfillRow } from '../../rows.ts'
import type { HeldSqliteTable } from '../commit/sqlite-table.ts'
import type { SqliteConnection } from '../file/connection.ts'
import { fromJson, type RawRow } from '../rows/json-column.ts'
import { numberOfCursor, toPage } from '../rows/page.ts'
import { RowReader } from '../rows/row-reader.ts'
import { namedCondition } from '../rows/workflow-filter.ts'

const INSERT = `
INSERT INTO backfills (
  status, paused, stopping, total, counts, last_time, end_time, id, workflow_id, namespace, workflow_name, schedule, expression,
  timezone, anchor_time, parameters, range_from, range_to, times_order, max_active, reprocess, request_offset,
  create_time
) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

const UPDATE = `
UPDATE backfills
SET status = ?, paused = ?, stopping = ?, total = ?, counts = ?, last_time = ?, end_time = ?
WHERE id = ?`

const DELETE = 'DELETE FROM backfills WHERE id = ?'

const SELECT = `
SELECT
  id, workflow_id AS workflowId, namespace, workflow_name AS workflowName, schedule, expression, timezone,
  anchor_time AS anchorTime, parameters, range_from AS "from", range_to AS "to", times_order AS "order", max_active AS maxActive,
  reprocess, status, paused, stopping, total, counts, last_time AS lastTime,
  request_offset AS requestOffset, create_time AS createTime, end_time AS endTime
FROM backfills`

type RawBackfill = RawRow<BackfillRow, 'parameters' | 'counts', 'paused' | 'stopping'>

const reader = new RowReader<RawBackfill, BackfillRow>({
  table: 'backfills',
  keyOf: ({ id }) => id,
  toItem: toBackfill,
})

export const backfills: HeldSqliteTable<'backfills'> = {
  write(connection, { set = [], deleted = [] }) {
    for (const id of deleted) connection.statement(DELETE).run(id)
    for (const row of set) if (!update(connection, row)) insert(connection, row)
  },
  /** Those that have not ended. */
  image: (connection, tell) =>
    reader.readExact(connection.all<RawBackfill>(`${SELECT} WHERE end_time IS NULL ORDER BY id`), tell),
}

export function readEndedBackfills(connection: SqliteConnection): BackfillKey[] {
  const sql = 'SELECT id, workflow_id AS workflowId FROM backfills WHERE end_time IS NOT NULL ORDER BY id'
  return connection.all<BackfillKey>(sql)
}

export function findBackfill(connection: SqliteConnection, id: number): BackfillRow | null {
  const row = connection.get<RawBackfill>(`${SELECT} WHERE id = ?`, id)
  return row === undefined ? null : reader.read(row)
}

/** Newest first. */
export function listBackfills(
  connection: SqliteConnection,
  { status, ...of }: BackfillFilter,
  page: PageRequest,
): Page<BackfillRow> {
  const { sql, parameters } = namedCondition(of)
  const isOfStatus =
    status === undefined ? { sql: 'TRUE', parameters: [] } : { sql: 'status = ?', parameters: [status] }
  const select = `${SELECT} WHERE ${sql} AND ${isOfStatus.sql} AND id < ? ORDER BY id DESC LIMIT ?`
  const before = numberOfCursor(page.cursor)
  const rows = connection.iterate<RawBackfill>(select, ...parameters, ...isOfStatus.parameters, before, page.limit + 1)
  return toPage(rows, { limit: page.limit, reader, keyOf: (row) => [row.id] })
}

/** False where there is none yet. */
function update(connection: SqliteConnection, row: BackfillRow): boolean {
  return connection.statement(UPDATE).run(...changing(row), row.id).changes === 1
}

function insert(connection: SqliteConnection, row: BackfillRow): void {
  connection
    .statement(INSERT)
    .run(
      ...changing(row),
      row.id,
      row.workflowId,
      row.namespace,
      row.workflowName,
      row.schedule,
      row.expression,
      row.timezone,
      row.anchorTime,
      JSON.stringify(row.parameters),
      row.from,
      row.to,
      row.order,
      row.maxActive,
      row.reprocess,
      row.requestOffset,
      row.createTime,
    )
}

function changing({ status, paused, stopping, total, counts, lastTime, endTime }: BackfillRow) {
  return [status, Number(paused), Number(stopping), total, JSON.stringify(counts), lastTime, endTime] as const
}

function toBackfill(row: RawBackfill): BackfillRow {
  return {
    ...row,
    parameters: fromJson(row.parameters),
    counts: fromJson(row.counts),
    paused: row.paused === 1,
    stopping: row.stopping === 1,
  }
}
