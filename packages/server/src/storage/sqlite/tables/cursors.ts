import type { CursorRow } from '../../rows.ts'
import type { HeldSqliteTable } from '../commit/sqlite-table.ts'
import type { SqliteConnection } from '../file/connection.ts'

const UPSERT = `
INSERT INTO cursors (source, partition, position) VALUES (?, ?, ?)
ON CONFLICT (source, partition) DO UPDATE SET position = excluded.position`

const SELECT = 'SELECT source, partition, position FROM cursors'
const SELECT_ONE = `${SELECT} WHERE source = ? AND partition = ?`

export const cursors: HeldSqliteTable<'cursors'> = {
  write(connection, { set = [] }) {
    for (const { source, partition, position } of set) {
      connection.statement(UPSERT).run(source, partition, position)
    }
  },
  image: (connection) => connection.all<CursorRow>(SELECT).map((row) => ({ ...row })),
}

export function findCursor(
  connection: SqliteConnection,
  { source, partition }: Omit<CursorRow, 'position'>,
): string | null {
  return connection.get<CursorRow>(SELECT_ONE, source, partition)?.position ?? null
}
