import type { TimerRow } from '../../rows.ts'
import type { SqliteConnection } from '../file/connection.ts'

const UPSERT = `
INSERT INTO timers (id, due_time) VALUES (?, ?)
ON CONFLICT (id) DO UPDATE SET due_time = excluded.due_time`

const DELETE = 'DELETE FROM timers WHERE id = ?'

const SELECT = 'SELECT id, due_time AS dueTime FROM timers'
const SELECT_ONE = `${SELECT} WHERE id = ?`

export function writeTimers(connection: SqliteConnection, rows: readonly TimerRow[]): void {
  for (const { id, dueTime } of rows) {
    if (dueTime === null) connection.statement(DELETE).run(id)
    else connection.statement(UPSERT).run(id, dueTime)
  }
}

export function readTimers(connection: SqliteConnection): TimerRow[] {
  return connection.all<TimerRow>(SELECT).map((row) => ({ ...row }))
}

export function findTimer(connection: SqliteConnection, id: string): TimerRow | null {
  const row = connection.get<TimerRow>(SELECT_ONE, id)
  return row === undefined ? null : { ...row }
}
