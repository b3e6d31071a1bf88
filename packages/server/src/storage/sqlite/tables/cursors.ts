import type { CursorRow } from '../../rows.ts'
import type { HeldSqliteTable } from '../commit/sqlite-table.ts'

const UPSERT = `
INSERT INTO cursors (source, partition, position) VALUES (?, ?, ?)
ON CONFLICT (source, partition) DO UPDATE SET position = excluded.position`

const SELECT = 'SELECT source, partition, position FROM cursors'

export const cursors: HeldSqliteTable<'cursors'> = {
  write(connection, { set = [] }) {
    for (const { source, partition, position } of set) {
      connection.statement(UPSERT).run(source, partition, position)
    }
  },
  image: (connection) => connection.all<CursorRow>(SELECT).map((row) => ({ ...row })),
}
