import type { SecretRow } from '../../rows.ts'
import { namespacedKey } from '../../table.ts'
import type { HeldSqliteTable } from '../commit/sqlite-table.ts'
import { RowReader } from '../rows/row-reader.ts'

const UPSERT = `
INSERT INTO secrets (namespace, name, key_id, sealed, set_by, create_time, update_time) VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (namespace, name) DO UPDATE SET
  key_id = excluded.key_id,
  sealed = excluded.sealed,
  set_by = excluded.set_by,
  create_time = excluded.create_time,
  update_time = excluded.update_time`

const DELETE = 'DELETE FROM secrets WHERE namespace = ? AND name = ?'

const SELECT_ALL = `
SELECT
  namespace, name, key_id AS keyId, sealed, set_by AS setBy, create_time AS createTime, update_time AS updateTime
FROM secrets
ORDER BY namespace, name`

const reader = new RowReader<SecretRow, SecretRow>({
  table: 'secrets',
  keyOf: namespacedKey,
  toItem: (row) => ({ ...row }),
})

export const secrets: HeldSqliteTable<'secrets'> = {
  write(connection, { set = [], deleted = [] }) {
    for (const { namespace, name } of deleted) connection.statement(DELETE).run(namespace, name)
    for (const { namespace, name, keyId, sealed, setBy, createTime, updateTime } of set) {
      connection.statement(UPSERT).run(namespace, name, keyId, sealed, setBy, createTime, updateTime)
    }
  },
  image: (connection, tell) => reader.readExact(connection.all<SecretRow>(SELECT_ALL), tell),
}
