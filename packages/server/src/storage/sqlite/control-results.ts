import type { Json } from '@aiflow/sdk/internal'
import type { ControlResultRow } from '../rows.ts'
import type { SqliteConnection } from './connection.ts'
import { fromJson } from './json-column.ts'

const INSERT = 'INSERT OR REPLACE INTO control_results (event_offset, result) VALUES (?, ?)'

const SELECT = 'SELECT result FROM control_results WHERE event_offset = ?'

export function writeControlResults(connection: SqliteConnection, rows: readonly ControlResultRow[]): void {
  const insert = connection.statement(INSERT)
  for (const row of rows) insert.run(row.offset, JSON.stringify(row.result))
}

export function findControlResult(connection: SqliteConnection, offset: number): { result: Json } | null {
  const row = connection.get<{ result: string }>(SELECT, offset)
  return row === undefined ? null : { result: fromJson(row.result) }
}
