import type { EndedSessionRow } from '../../rows.ts'
import type { SqliteConnection } from '../file/connection.ts'

const INSERT = `
INSERT INTO ended_sessions (session, expire_time, end_time) VALUES (?, ?, ?) ON CONFLICT (session) DO NOTHING`

const FORGET = 'DELETE FROM ended_sessions WHERE expire_time <= ?'

const SELECT = 'SELECT session, expire_time AS expireTime, end_time AS endTime FROM ended_sessions'

export function writeEndedSessions(connection: SqliteConnection, rows: readonly EndedSessionRow[]): void {
  for (const { session, expireTime, endTime } of rows) {
    connection.statement(FORGET).run(endTime)
    connection.statement(INSERT).run(session, expireTime, endTime)
  }
}

export function readEndedSessions(connection: SqliteConnection): EndedSessionRow[] {
  return connection.all<EndedSessionRow>(SELECT).map((row) => ({ ...row }))
}
