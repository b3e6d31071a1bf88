import type { Page } from '@aiflow/sdk/internal/api/server'
import type { PageRequest } from '../../reads/page-request.ts'
import type { WorkflowListFilter } from '../../reads/workflow-reads.ts'
import type { WorkflowRow } from '../../rows.ts'
import type { HeldSqliteTable } from '../commit/sqlite-table.ts'
import type { SqliteConnection } from '../file/connection.ts'
import { addSweep } from '../history/sweeps.ts'
import { fromJson, type RawRow } from '../rows/json-column.ts'
import { labelConditions } from '../rows/label-conditions.ts'
import { namesOfCursor, toPage } from '../rows/page.ts'
import { RowReader } from '../rows/row-reader.ts'

const UPSERT = `
INSERT INTO workflows (
  id, namespace, name, enabled, snapshot_hash, description, owner, labels, version, create_time, update_time
)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (id) DO UPDATE SET
  enabled = excluded.enabled, snapshot_hash = excluded.snapshot_hash, description = excluded.description,
  owner = excluded.owner, labels = excluded.labels, version = excluded.version, create_time = excluded.create_time,
  update_time = excluded.update_time`

const SELECT = `
SELECT
  id, namespace, name, enabled, snapshot_hash AS snapshotHash, description, owner, labels, version,
  create_time AS createTime, update_time AS updateTime
FROM workflows`

const SELECT_ALL = `${SELECT} ORDER BY id`
const SELECT_ONE = `${SELECT} WHERE namespace = ? AND name = ?`
const DELETE = 'DELETE FROM workflows WHERE id = ?'

type RawWorkflow = RawRow<WorkflowRow, 'labels', 'enabled'>

const reader = new RowReader<RawWorkflow, WorkflowRow>({
  table: 'workflows',
  keyOf: ({ namespace, name }) => `${namespace}/${name}`,
  toItem: toWorkflow,
})

export const workflows: HeldSqliteTable<'workflows'> = {
  /** What a deleted workflow leaves behind is marked to be swept. */
  write(connection, { set = [], deleted = [] }) {
    for (const row of deleted) {
      connection.statement(DELETE).run(row.id)
      addSweep(connection, { kind: 'workflow', ...row })
    }
    for (const row of set) upsert(connection, row)
  },
  image: (connection, tell) => reader.readExact(connection.all<RawWorkflow>(SELECT_ALL), tell),
}

export function findWorkflow(connection: SqliteConnection, namespace: string, name: string): WorkflowRow | null {
  const row = connection.get<RawWorkflow>(SELECT_ONE, namespace, name)
  return row === undefined ? null : toWorkflow(row)
}

/** In the order of namespace and name. */
export function listWorkflows(
  connection: SqliteConnection,
  filter: WorkflowListFilter,
  page: PageRequest,
): Page<WorkflowRow> {
  const [afterNamespace, afterName] = namesOfCursor(page.cursor)
  const parts = filter.namespace === undefined ? ['(namespace, name) > (?, ?)'] : ['namespace = ?', 'name > ?']
  const parameters: (string | number)[] = [filter.namespace ?? afterNamespace, afterName]
  if (filter.name !== undefined) {
    parts.push('instr(name, ?) > 0')
    parameters.push(filter.name)
  }
  if (filter.enabled !== undefined) {
    parts.push('enabled = ?')
    parameters.push(Number(filter.enabled))
  }
  if (filter.owner !== undefined) {
    parts.push('owner = ?')
    parameters.push(filter.owner)
  }
  parts.push(...labelConditions(filter.labels ?? []))
  parameters.push(...(filter.labels ?? []))
  const sql = `${SELECT} WHERE ${parts.join(' AND ')} ORDER BY namespace, name LIMIT ?`
  const rows = connection.iterate<RawWorkflow>(sql, ...parameters, page.limit + 1)
  return toPage(rows, { limit: page.limit, reader, keyOf: (row) => [row.namespace, row.name] })
}

function upsert(connection: SqliteConnection, row: WorkflowRow): void {
  const { id, namespace, name, snapshotHash, description, owner, version, createTime, updateTime } = row
  const [enabled, labels] = [Number(row.enabled), JSON.stringify(row.labels)]
  connection
    .statement(UPSERT)
    .run(id, namespace, name, enabled, snapshotHash, description, owner, labels, version, createTime, updateTime)
}

function toWorkflow(row: RawWorkflow): WorkflowRow {
  return { ...row, enabled: row.enabled === 1, labels: fromJson(row.labels) }
}
