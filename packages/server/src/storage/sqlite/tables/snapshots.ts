import type { Page } from '@aiflow/sdk/internal/api/server'
import type { PageRequest } from '../../reads/page-request.ts'
import type { SnapshotRow, SnapshotSummary } from '../../rows.ts'
import type { HeldSqliteTable } from '../commit/sqlite-table.ts'
import type { SqliteConnection } from '../file/connection.ts'
import { fromJson, hashesIn, type RawRow } from '../rows/json-column.ts'
import { timeAndNameOfCursor, toPage } from '../rows/page.ts'
import { RowReader } from '../rows/row-reader.ts'
import { readDefinition } from './stored-definition.ts'

const UPSERT = `
INSERT INTO snapshots (hash, namespace, workflow_name, definition, bundle_blob, source, files, packages, create_time)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (hash) DO UPDATE SET
  namespace = excluded.namespace, workflow_name = excluded.workflow_name, definition = excluded.definition,
  bundle_blob = excluded.bundle_blob, source = excluded.source, files = excluded.files,
  packages = excluded.packages, create_time = excluded.create_time`

const SELECT = `
SELECT
  hash, namespace, workflow_name AS workflowName, definition, bundle_blob AS bundleBlob, source, files,
  packages, create_time AS createTime
FROM snapshots`

const SELECT_ONE = `${SELECT} WHERE hash = ?`

const SELECT_USED = `${SELECT}
WHERE hash IN (
  SELECT snapshot_hash FROM workflows
  UNION
  SELECT snapshot_hash FROM workflow_executions WHERE status IN ('INIT', 'RUNNING')
)`

const DELETE = 'DELETE FROM snapshots WHERE hash = ?'

// Without the definition, which may be large.
const SELECT_PAGE = `
SELECT
  hash, namespace, workflow_name AS workflowName, create_time AS createTime,
  EXISTS (SELECT 1 FROM workflows WHERE snapshot_hash = hash AND workflows.namespace = snapshots.namespace
    AND workflows.name = snapshots.workflow_name) AS current
FROM snapshots
WHERE namespace = ? AND workflow_name = ? AND (create_time, hash) < (?, ?)
ORDER BY create_time DESC, hash DESC LIMIT ?`

const SELECT_BLOBS = 'SELECT bundle_blob AS bundleBlob, source, files, packages FROM snapshots'

type RawBlobs = Pick<RawSnapshot, 'bundleBlob' | 'source' | 'files' | 'packages'>
type RawSummary = RawRow<SnapshotSummary, never, 'current'>
type RawSnapshot = RawRow<SnapshotRow, 'definition' | 'source' | 'files' | 'packages'>

const reader = new RowReader<RawSnapshot, SnapshotRow>({
  table: 'snapshots',
  keyOf: ({ hash }) => hash,
  toItem: toSnapshot,
})
const summaries = new RowReader<RawSummary, SnapshotSummary>({
  table: 'snapshots',
  keyOf: ({ hash }) => hash,
  toItem: toSummary,
})

export const snapshots: HeldSqliteTable<'snapshots'> = {
  write(connection, { set = [], deleted = [] }) {
    for (const hash of deleted) connection.statement(DELETE).run(hash)
    for (const row of set) upsert(connection, row)
  },
  /** The snapshots of the workflows and of the living executions. */
  image: (connection, tell) => reader.readExact(connection.all<RawSnapshot>(SELECT_USED), tell),
}

/** Newest first. */
export function listSnapshots(
  connection: SqliteConnection,
  { namespace, workflow }: { readonly namespace: string; readonly workflow: string },
  page: PageRequest,
): Page<SnapshotSummary> {
  const [time, hash] = timeAndNameOfCursor(page.cursor)
  const rows = connection.iterate<RawSummary>(SELECT_PAGE, namespace, workflow, time, hash, page.limit + 1)
  return toPage(rows, { limit: page.limit, reader: summaries, keyOf: (row) => [row.createTime, row.hash] })
}

function toSummary(row: RawSummary): SnapshotSummary {
  return { ...row, current: row.current === 1 }
}

export function findSnapshot(connection: SqliteConnection, hash: string): SnapshotRow | null {
  const row = connection.get<RawSnapshot>(SELECT_ONE, hash)
  return row === undefined ? null : reader.read(row)
}

export function readUsedBlobs(connection: SqliteConnection): ReadonlySet<string> {
  const used = new Set<string>()
  for (const row of connection.all<RawBlobs>(SELECT_BLOBS)) {
    used.add(row.bundleBlob)
    for (const blob of blobsIn(row)) used.add(blob)
  }
  return used
}

function blobsIn(row: RawBlobs): string[] {
  try {
    const source = fromJson<SnapshotRow['source']>(row.source)
    const files = fromJson<SnapshotRow['files']>(row.files)
    const packages = fromJson<SnapshotRow['packages']>(row.packages)
    const named = [source, packages].flatMap((each) => each?.blob ?? [])
    return [...named, ...files.map(({ blob }) => blob)]
  } catch {
    return hashesIn(`${row.source} ${row.files} ${row.packages}`)
  }
}

function upsert(connection: SqliteConnection, row: SnapshotRow): void {
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
      JSON.stringify(row.packages),
      row.createTime,
    )
}

function toSnapshot(row: RawSnapshot): SnapshotRow {
  return {
    ...row,
    definition: readDefinition(row.definition),
    source: fromJson(row.source),
    files: fromJson(row.files),
    packages: fromJson(row.packages),
  }
}
