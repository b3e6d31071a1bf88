import type { Json } from '@aiflow/sdk/internal/json'
import type { SqliteTable } from '../commit/sqlite-table.ts'
import type { SqliteConnection } from '../file/connection.ts'
import { fromJson } from '../rows/json-column.ts'
import { RowReader } from '../rows/row-reader.ts'

const INSERT = 'INSERT OR REPLACE INTO control_results (event_offset, result) VALUES (?, ?)'

const SELECT = 'SELECT event_offset AS offset, result FROM control_results WHERE event_offset = ?'

interface RawControlResult {
  readonly offset: number
  readonly result: string
}

const reader = new RowReader<RawControlResult, { result: Json }>({
  table: 'control_results',
  keyOf: ({ offset }) => offset,
  toItem: ({ result }) => ({ result: fromJson(result) }),
})

export const controlResults: SqliteTable<'controlResults'> = {
  write(connection, rows) {
    const insert = connection.statement(INSERT)
    for (const row of rows) insert.run(row.offset, JSON.stringify(row.result))
  },
}

/** Throws `ROW_UNREADABLE`. */
export function findControlResult(connection: SqliteConnection, offset: number): { result: Json } | null {
  const row = connection.get<RawControlResult>(SELECT, offset)
  return row === undefined ? null : reader.read(row)
}
