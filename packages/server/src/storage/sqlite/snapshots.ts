import type { SnapshotRow } from '../rows.ts'
import type { SqliteConnection } from './connection.ts'
import { fromJson, type RawRow } from './json-column.ts'

const UPSERT = `
INSERT INTO snapshots (hash, namespace, workflow_name, definition, bundle_blob, source, files, create_time)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (hash) DO UPDATE SET
  namespace = excluded.namespace, workflow_name = excluded.workflow_name, definition = excluded.definition,
  bundle_blob = excluded.bundle_blob, source = excluded.source, files = excluded.files,
  create_time = excluded.create_time`

const SELECT = `
SELECT
  hash, namespace, workflow_name AS workflowName, definition, bundle_blob AS bundleBlob, source, files,
  create_time AS createTime
FROM snapshots`

const SELECT_ONE = `${SELECT} WHERE hash = ?`

const SELECT_USED = `${SELECT}
WHERE hash IN (
  SELECT snapshot_hash FROM workflows
  UNION
  SELECT snapshot_hash FROM workflow_executions WHERE status IN ('INIT', 'RUNNING')
)`

type RawSnapshot = RawRow<SnapshotRow, 'definition' | 'source' | 'files'>

export function writeSnapshots(connection: SqliteConnection, rows: readonly SnapshotRow[]): void {
  for (const row of rows) {
    connection
      .statement(UPSERT)
      .run(
        row.hash,
        row.namespace,
        row.workflowName,
        JSON.stringify(row.definition),
        row.bundleBlob,
        JSON.stringify(row.source),
        JSON.stringify(row.files),
        row.createTime,
      )
  }
}

export function findSnapshot(connection: SqliteConnection, hash: string): SnapshotRow | null {
  const row = connection.get<RawSnapshot>(SELECT_ONE, hash)
  return row === undefined ? null : toSnapshot(row)
}

/** Those of the workflows and of the living executions. */
export function readUsedSnapshots(connection: SqliteConnection): SnapshotRow[] {
  return connection.all<RawSnapshot>(SELECT_USED).map(toSnapshot)
}

function toSnapshot(row: RawSnapshot): SnapshotRow {
  return {
    ...row,
    definition: fromJson(row.definition),
    source: fromJson(row.source),
    files: fromJson(row.files),
  }
}
