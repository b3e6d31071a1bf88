import type { Page } from '@aiflow/sdk/internal'
import type { WorkflowRow } from '../rows.ts'
import type { PageRequest } from '../storage.ts'
import type { SqliteConnection } from './connection.ts'
import type { RawRow } from './json-column.ts'
import { namesOfCursor, toPage } from './page.ts'

const UPSERT = `
INSERT INTO workflows (id, namespace, name, enabled, snapshot_hash, create_time, update_time)
VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (id) DO UPDATE SET
  enabled = excluded.enabled, snapshot_hash = excluded.snapshot_hash, create_time = excluded.create_time,
  update_time = excluded.update_time`

const SELECT = `
SELECT
  id, namespace, name, enabled, snapshot_hash AS snapshotHash, create_time AS createTime, update_time AS updateTime
FROM workflows`

const SELECT_ALL = `${SELECT} ORDER BY id`
const SELECT_ONE = `${SELECT} WHERE namespace = ? AND name = ?`
const SELECT_PAGE = `${SELECT} WHERE (namespace, name) > (?, ?) ORDER BY namespace, name LIMIT ?`
const SELECT_PAGE_OF_NAMESPACE = `${SELECT} WHERE namespace = ? AND name > ? ORDER BY name LIMIT ?`

type RawWorkflow = RawRow<WorkflowRow, never, 'enabled'>

export function writeWorkflows(connection: SqliteConnection, rows: readonly WorkflowRow[]): void {
  const upsert = connection.statement(UPSERT)
  for (const row of rows) {
    upsert.run(row.id, row.namespace, row.name, Number(row.enabled), row.snapshotHash, row.createTime, row.updateTime)
  }
}

export function readWorkflows(connection: SqliteConnection): WorkflowRow[] {
  return connection.all<RawWorkflow>(SELECT_ALL).map(toWorkflow)
}

export function findWorkflow(connection: SqliteConnection, namespace: string, name: string): WorkflowRow | null {
  const row = connection.get<RawWorkflow>(SELECT_ONE, namespace, name)
  return row === undefined ? null : toWorkflow(row)
}

/** In the order of namespace and name. */
export function listWorkflows(
  connection: SqliteConnection,
  namespace: string | undefined,
  page: PageRequest,
): Page<WorkflowRow> {
  const [afterNamespace, afterName] = namesOfCursor(page.cursor)
  const [sql, first] = namespace === undefined ? [SELECT_PAGE, afterNamespace] : [SELECT_PAGE_OF_NAMESPACE, namespace]
  const rows = connection.all<RawWorkflow>(sql, first, afterName, page.limit + 1).map(toWorkflow)
  return toPage(rows, page.limit, (row) => [row.namespace, row.name])
}

function toWorkflow(row: RawWorkflow): WorkflowRow {
  return { ...row, enabled: row.enabled === 1 }
}
