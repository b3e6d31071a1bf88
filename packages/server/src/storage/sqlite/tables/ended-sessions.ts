import type { EndedSessionRow } from '../../rows.ts'
import type { HeldSqliteTable } from '../commit/sqlite-table.ts'

const INSERT = `
INSERT INTO ended_sessions (session, expire_time, end_time) VALUES (?, ?, ?) ON CONFLICT (session) DO NOTHING`

const FORGET = 'DELETE FROM ended_sessions WHERE expire_time <= ?'

const SELECT = 'SELECT session, expire_time AS expireTime, end_time AS endTime FROM ended_sessions'

export const endedSessions: HeldSqliteTable<'endedSessions'> = {
  write(connection, rows) {
    for (const { session, expireTime, endTime } of rows) {
      connection.statement(FORGET).run(endTime)
      connection.statement(INSERT).run(session, expireTime, endTime)
    }
  },
  image: (connection) => connection.all<EndedSessionRow>(SELECT).map((row) => ({ ...row })),
}
