import type { TimerRow } from '../../rows.ts'
import type { HeldSqliteTable } from '../commit/sqlite-table.ts'
import type { SqliteConnection } from '../file/connection.ts'

const UPSERT = `
INSERT INTO timers (id, due_time) VALUES (?, ?)
ON CONFLICT (id) DO UPDATE SET due_time = excluded.due_time`

const DELETE = 'DELETE FROM timers WHERE id = ?'

const SELECT = 'SELECT id, due_time AS dueTime FROM timers'
const SELECT_ONE = `${SELECT} WHERE id = ?`

export const timers: HeldSqliteTable<'timers'> = {
  write(connection, { set = [] }) {
    for (const { id, dueTime } of set) {
      if (dueTime === null) connection.statement(DELETE).run(id)
      else connection.statement(UPSERT).run(id, dueTime)
    }
  },
  image: (connection) => connection.all<TimerRow>(SELECT).map((row) => ({ ...row })),
}

export function findTimer(connection: SqliteConnection, id: string): TimerRow | null {
  const row = connection.get<TimerRow>(SELECT_ONE, id)
  return row === undefined ? null : { ...row }
}
