import type { NamespaceRow } from '../rows.ts'
import type { SqliteConnection } from './connection.ts'

const UPSERT = `
INSERT INTO namespaces (name, create_time) VALUES (?, ?)
ON CONFLICT (name) DO UPDATE SET create_time = excluded.create_time`

const SELECT = 'SELECT name, create_time AS createTime FROM namespaces ORDER BY name'

export function writeNamespaces(connection: SqliteConnection, rows: readonly NamespaceRow[]): void {
  for (const row of rows) connection.statement(UPSERT).run(row.name, row.createTime)
}

export function readNamespaces(connection: SqliteConnection): NamespaceRow[] {
  return connection.all<NamespaceRow>(SELECT).map((row) => ({ ...row }))
}
