import type { Page } from '@aiflow/sdk/internal'
import type { WorkflowExecutionRow } from '../rows.ts'
import type { PageRequest, WorkflowExecutionFilter } from '../storage.ts'
import type { SqliteConnection } from './connection.ts'
import { fromJson, type RawRow } from './json-column.ts'
import { numberOfCursor, toPage } from './page.ts'
import { workflowCondition } from './workflow-filter.ts'

// What identifies an execution never changes, and SQLite leaves the indices alone that an update does not name.
const UPSERT = `
INSERT INTO workflow_executions (
  id, workflow_id, namespace, workflow_name, snapshot_hash, type, status, stopping, paused, begin_time, end_time,
  trigger_json
) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (id) DO UPDATE SET
  snapshot_hash = excluded.snapshot_hash, type = excluded.type, status = excluded.status, stopping = excluded.stopping,
  paused = excluded.paused, begin_time = excluded.begin_time, end_time = excluded.end_time,
  trigger_json = excluded.trigger_json`

const SELECT = `
SELECT
  id, workflow_id AS workflowId, namespace, workflow_name AS workflowName, snapshot_hash AS snapshotHash, type, status,
  stopping, paused, begin_time AS beginTime, end_time AS endTime, trigger_json AS trigger
FROM workflow_executions`

const SELECT_ONE = `${SELECT} WHERE id = ?`
const SELECT_LIVING = `${SELECT} WHERE status IN ('INIT', 'RUNNING') ORDER BY id`

type RawExecution = RawRow<WorkflowExecutionRow, 'trigger', 'stopping' | 'paused'>

export function writeWorkflowExecutions(connection: SqliteConnection, rows: readonly WorkflowExecutionRow[]): void {
  const upsert = connection.statement(UPSERT)
  for (const row of rows) {
    upsert.run(
      row.id,
      row.workflowId,
      row.namespace,
      row.workflowName,
      row.snapshotHash,
      row.type,
      row.status,
      Number(row.stopping),
      Number(row.paused),
      row.beginTime,
      row.endTime,
      JSON.stringify(row.trigger),
    )
  }
}

export function readLivingExecutions(connection: SqliteConnection): WorkflowExecutionRow[] {
  return connection.all<RawExecution>(SELECT_LIVING).map(toExecution)
}

export function findWorkflowExecution(connection: SqliteConnection, id: number): WorkflowExecutionRow | null {
  const row = connection.get<RawExecution>(SELECT_ONE, id)
  return row === undefined ? null : toExecution(row)
}

export function listWorkflowExecutions(
  connection: SqliteConnection,
  filter: WorkflowExecutionFilter,
  page: PageRequest,
): Page<WorkflowExecutionRow> {
  const condition = workflowCondition(filter)
  const parts = [condition.sql, 'id < ?']
  const parameters: (string | number)[] = [...condition.parameters, numberOfCursor(page.cursor)]
  if (filter.status !== undefined) {
    parts.push('status = ?')
    parameters.push(filter.status)
  }
  if (filter.type !== undefined) {
    parts.push('type = ?')
    parameters.push(filter.type)
  }
  const sql = `${SELECT} WHERE ${parts.join(' AND ')} ORDER BY id DESC LIMIT ?`
  const rows = connection.all<RawExecution>(sql, ...parameters, page.limit + 1).map(toExecution)
  return toPage(rows, page.limit, (row) => [row.id])
}

function toExecution(row: RawExecution): WorkflowExecutionRow {
  return { ...row, stopping: row.stopping === 1, paused: row.paused === 1, trigger: fromJson(row.trigger) }
}
