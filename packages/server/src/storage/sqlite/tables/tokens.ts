import type { TokenRow } from '../../rows.ts'
import type { HeldSqliteTable } from '../commit/sqlite-table.ts'
import type { SqliteConnection } from '../file/connection.ts'
import { fromJson } from '../rows/json-column.ts'
import { RowReader } from '../rows/row-reader.ts'

const UPSERT = `
INSERT INTO tokens (id, name, role, namespaces, secret_hash, create_time, expire_time, last_used_time)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (id) DO UPDATE SET last_used_time = excluded.last_used_time`

const DELETE = 'DELETE FROM tokens WHERE id = ?'

const SELECT = `
SELECT
  id, name, role, namespaces, secret_hash AS secretHash, create_time AS createTime, expire_time AS expireTime,
  last_used_time AS lastUsedTime
FROM tokens
ORDER BY name`

interface Columns extends Omit<TokenRow, 'namespaces'> {
  readonly namespaces: string
}

const reader = new RowReader<Columns, TokenRow>({
  table: 'tokens',
  keyOf: ({ name }) => name,
  toItem: (row) => ({ ...row, namespaces: fromJson<TokenRow['namespaces']>(row.namespaces) }),
})

export const tokens: HeldSqliteTable<'tokens'> = {
  write(connection, { set = [], deleted = [] }) {
    // First, since their names may have been reused.
    for (const id of deleted) connection.statement(DELETE).run(id)
    for (const row of set) {
      const { id, name, role, secretHash, createTime, expireTime, lastUsedTime } = row
      const namespaces = JSON.stringify(row.namespaces)
      connection.statement(UPSERT).run(id, name, role, namespaces, secretHash, createTime, expireTime, lastUsedTime)
    }
  },
  /** A token that cannot be read grants no access. */
  image: (connection, tell) => reader.readExact(connection.all<Columns>(SELECT), tell),
}

export function readTokens(connection: SqliteConnection): TokenRow[] {
  return reader.readAll(connection.all<Columns>(SELECT))
}
