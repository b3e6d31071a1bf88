import type { ConnectionRow } from '../../rows.ts'
import { namespacedKey } from '../../table.ts'
import type { HeldSqliteTable } from '../commit/sqlite-table.ts'
import { fromJson, type RawRow } from '../rows/json-column.ts'
import { RowReader } from '../rows/row-reader.ts'

const UPSERT = `
INSERT INTO connections (namespace, name, type, fields, secrets, set_by, create_time, update_time)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (namespace, name) DO UPDATE SET
  type = excluded.type,
  fields = excluded.fields,
  secrets = excluded.secrets,
  set_by = excluded.set_by,
  create_time = excluded.create_time,
  update_time = excluded.update_time`

const DELETE = 'DELETE FROM connections WHERE namespace = ? AND name = ?'

const SELECT_ALL = `
SELECT
  namespace, name, type, fields, secrets, set_by AS setBy, create_time AS createTime, update_time AS updateTime
FROM connections
ORDER BY namespace, name`

type RawConnection = RawRow<ConnectionRow, 'fields' | 'secrets'>

const reader = new RowReader<RawConnection, ConnectionRow>({
  table: 'connections',
  keyOf: namespacedKey,
  toItem: (row) => ({ ...row, fields: fromJson(row.fields), secrets: fromJson(row.secrets) }),
})

export const connections: HeldSqliteTable<'connections'> = {
  write(connection, { set = [], deleted = [] }) {
    for (const { namespace, name } of deleted) connection.statement(DELETE).run(namespace, name)
    for (const { namespace, name, type, setBy, createTime, updateTime, ...row } of set) {
      const [fields, secrets] = [JSON.stringify(row.fields), JSON.stringify(row.secrets)]
      connection.statement(UPSERT).run(namespace, name, type, fields, secrets, setBy, createTime, updateTime)
    }
  },
  /** A task that names a connection that cannot be read does not start. */
  image: (connection, tell) => reader.readExact(connection.all<RawConnection>(SELECT_ALL), tell),
}
