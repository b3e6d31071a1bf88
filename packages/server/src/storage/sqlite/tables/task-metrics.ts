import type { Page } from '@aiflow/sdk/internal/api/server'
import type { PageRequest } from '../../reads/page-request.ts'
import type { TaskMetricsRow } from '../../rows.ts'
import type { SqliteTable } from '../commit/sqlite-table.ts'
import type { SqliteConnection } from '../file/connection.ts'
import { fromJson, type RawRow } from '../rows/json-column.ts'
import { numberOfCursor, toPage } from '../rows/page.ts'
import { RowReader } from '../rows/row-reader.ts'

const SECONDS_OF_DAY = 86_400

const WRITE = `
INSERT INTO task_metrics (task_execution_id, slot, time, attempt_number, metrics) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (task_execution_id, slot) DO UPDATE SET
  time = excluded.time, attempt_number = excluded.attempt_number, metrics = excluded.metrics`

const SELECT_PAGE = `
SELECT task_execution_id AS taskExecutionId, time, attempt_number AS attemptNumber, metrics FROM task_metrics
WHERE task_execution_id = ? AND time < ? ORDER BY time DESC LIMIT ?`

type RawMetrics = RawRow<TaskMetricsRow, 'metrics'>

const reader = new RowReader<RawMetrics, TaskMetricsRow>({
  table: 'task_metrics',
  keyOf: ({ taskExecutionId, time }) => `${taskExecutionId} ${time}`,
  toItem: toMetrics,
})

export const taskMetrics: SqliteTable<'taskMetrics'> = {
  write(connection, rows) {
    for (const { taskExecutionId, time, attemptNumber, metrics } of rows) {
      const slot = Math.floor(time / 1000) % SECONDS_OF_DAY
      connection.statement(WRITE).run(taskExecutionId, slot, time, attemptNumber, JSON.stringify(metrics))
    }
  },
}

/** Newest first. */
export function listTaskMetrics(
  connection: SqliteConnection,
  taskExecutionId: number,
  page: PageRequest,
): Page<TaskMetricsRow> {
  const before = numberOfCursor(page.cursor)
  const rows = connection.iterate<RawMetrics>(SELECT_PAGE, taskExecutionId, before, page.limit + 1)
  return toPage(rows, { limit: page.limit, reader, keyOf: (row) => [row.time] })
}

function toMetrics(row: RawMetrics): TaskMetricsRow {
  return { ...row, metrics: fromJson(row.metrics) }
}
