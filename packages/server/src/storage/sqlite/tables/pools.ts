import type { PoolName, PoolRow } from '../../rows.ts'
import type { SqliteConnection } from '../file/connection.ts'
import { RowReader, type TellUnreadable } from '../rows/row-reader.ts'

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

export function writePools(connection: SqliteConnection, rows: readonly PoolRow[], deleted: readonly PoolName[]): void {
  for (const { namespace, name } of deleted) connection.statement(DELETE).run(namespace, name)
  for (const { namespace, name, slots, createTime } of rows) {
    connection.statement(UPSERT).run(namespace, name, slots, createTime)
  }
}

export function readPools(connection: SqliteConnection, tell: TellUnreadable): PoolRow[] {
  return reader.readExact(connection.all<PoolRow>(SELECT_ALL), tell)
}
