import type { PoolRow } from '../../rows.ts'
import type { HeldSqliteTable } from '../commit/sqlite-table.ts'
import { RowReader } from '../rows/row-reader.ts'

const UPSERT = `
INSERT INTO pools (namespace, name, slots, create_time) VALUES (?, ?, ?, ?)
ON CONFLICT (namespace, name) DO UPDATE SET slots = excluded.slots, create_time = excluded.create_time`

const DELETE = 'DELETE FROM pools WHERE namespace = ? AND name = ?'

const SELECT_ALL = 'SELECT namespace, name, slots, create_time AS createTime FROM pools ORDER BY namespace, name'

const reader = new RowReader<PoolRow, PoolRow>({
  table: 'pools',
  keyOf: ({ namespace, name }) => `${namespace}/${name}`,
  toItem: (row) => ({ ...row }),
})

export const pools: HeldSqliteTable<'pools'> = {
  write(connection, { set = [], deleted = [] }) {
    for (const { namespace, name } of deleted) connection.statement(DELETE).run(namespace, name)
    for (const { namespace, name, slots, createTime } of set) {
      connection.statement(UPSERT).run(namespace, name, slots, createTime)
    }
  },
  image: (connection, tell) => reader.readExact(connection.all<PoolRow>(SELECT_ALL), tell),
}
