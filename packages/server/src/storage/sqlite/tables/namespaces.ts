import type { Page } from '@aiflow/sdk/internal/api/server'
import type { PageRequest } from '../../reads/page-request.ts'
import type { NamespaceRow } from '../../rows.ts'
import type { HeldSqliteTable } from '../commit/sqlite-table.ts'
import type { SqliteConnection } from '../file/connection.ts'
import { fromJson, type RawRow } from '../rows/json-column.ts'
import { nameOfCursor, toPage } from '../rows/page.ts'
import { RowReader } from '../rows/row-reader.ts'

const UPSERT = `
INSERT INTO namespaces (name, properties, version, create_time) VALUES (?, ?, ?, ?)
ON CONFLICT (name) DO UPDATE SET
  properties = excluded.properties, version = excluded.version, create_time = excluded.create_time`

const INSERT_DEFAULT = `
INSERT INTO namespaces (name, properties, version, create_time) VALUES ('default', '{}', 0, ?)
ON CONFLICT (name) DO NOTHING`

const DELETE = 'DELETE FROM namespaces WHERE name = ?'

const SELECT = 'SELECT name, properties, version, create_time AS createTime FROM namespaces'
const SELECT_ALL = `${SELECT} ORDER BY name`
const SELECT_ONE = `${SELECT} WHERE name = ?`
const SELECT_PAGE = `${SELECT} WHERE name > ? ORDER BY name LIMIT ?`
const SELECT_PAGE_AMONG = `${SELECT} WHERE name > ? AND name IN (SELECT value FROM json_each(?)) ORDER BY name LIMIT ?`

type RawNamespace = RawRow<NamespaceRow, 'properties'>

const reader = new RowReader<RawNamespace, NamespaceRow>({
  table: 'namespaces',
  keyOf: ({ name }) => name,
  toItem: toNamespace,
})

/** The namespace that always exists. */
export function addDefaultNamespace(connection: SqliteConnection, timeMs: number): void {
  connection.statement(INSERT_DEFAULT).run(timeMs)
}

export const namespaces: HeldSqliteTable<'namespaces'> = {
  write(connection, { set = [], deleted = [] }) {
    for (const name of deleted) connection.statement(DELETE).run(name)
    for (const { name, properties, version, createTime } of set) {
      connection.statement(UPSERT).run(name, JSON.stringify(properties), version, createTime)
    }
  },
  /** A namespace that cannot be read has no properties; what belongs to it goes on. */
  image: (connection, tell) =>
    connection.all<RawNamespace>(SELECT_ALL).map((row) => {
      const [namespace] = reader.readExact([row], tell)
      return namespace ?? { ...row, properties: {} }
    }),
}

export function findNamespace(connection: SqliteConnection, name: string): NamespaceRow | null {
  const row = connection.get<RawNamespace>(SELECT_ONE, name)
  return row === undefined ? null : reader.read(row)
}

export function listNamespaces(
  connection: SqliteConnection,
  page: PageRequest,
  among: readonly string[] | null,
): Page<NamespaceRow> {
  const [after, count] = [nameOfCursor(page.cursor), page.limit + 1]
  const rows =
    among === null
      ? connection.iterate<RawNamespace>(SELECT_PAGE, after, count)
      : connection.iterate<RawNamespace>(SELECT_PAGE_AMONG, after, JSON.stringify(among), count)
  return toPage(rows, { limit: page.limit, reader, keyOf: (row) => [row.name] })
}

function toNamespace(row: RawNamespace): NamespaceRow {
  return { ...row, properties: fromJson(row.properties) }
}
