import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'
import { NonRetryableError, type TaskContext } from '@aiflow/sdk'
import { Rows, type SqlResult, type SqlValue } from './sql-result.ts'
import type { Statements } from './statements.ts'

/** How long another writer may hold the database. */
const BUSY_TIMEOUT_MS = 60_000
/** Busy, locked, and errors of the disk. */
const PASSING: readonly number[] = [5, 6, 10, 13, 14]
const NOTHING = /^(?:\s|;|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)*$/

/** Runs statements in a SQLite file. If the process ends before their commit, SQLite takes them back. */
export async function runInSqlite({ signal }: TaskContext, statements: Statements): Promise<SqlResult> {
  const sqlite = await import('node:sqlite')
  const path = statements.database.replace(/^sqlite:(?:\/\/)?/, '')
  signal.throwIfAborted()
  try {
    using database = new sqlite.DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS })
    if (!statements.isTransaction) return runAll(database, statements)
    database.exec('BEGIN IMMEDIATE')
    const result = runAll(database, statements)
    signal.throwIfAborted()
    database.exec('COMMIT')
    return result
  } catch (error) {
    throw asFailure(error, path)
  }
}

/** A prepared statement is the first of its text. What follows is the next one. */
function runAll(database: DatabaseSync, { sql, values }: Statements): SqlResult {
  let rest = sql
  let result: SqlResult = { rows: [], rowCount: 0 }
  while (!NOTHING.test(rest)) {
    const statement = database.prepare(rest)
    statement.setReadBigInts(true)
    const next = rest.slice(statement.sourceSQL.length)
    if (values.length > 0 && !NOTHING.test(next))
      throw new NonRetryableError('Statements with values are run one at a time. Give each a task of its own.')
    result = run(statement, values.map(inputOf))
    rest = next
  }
  return result
}

function run(statement: StatementSync, values: SQLInputValue[]): SqlResult {
  if (statement.columns().length === 0) return { rows: [], rowCount: Number(statement.run(...values).changes) }
  const rows = new Rows()
  for (const row of statement.iterate(...values)) rows.add(row as Record<string, unknown>)
  return { rows: rows.all, rowCount: rows.all.length }
}

function inputOf(value: SqlValue): SQLInputValue {
  if (typeof value === 'boolean') return value ? 1 : 0
  return value instanceof Date ? value.toISOString() : value
}

function asFailure(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || !('errcode' in error)) return error
  const message = `SQLite refused the statement in "${path}": ${error.message}`
  // The lower byte is the kind of the error.
  const isPassing = PASSING.includes(Number(error.errcode) & 0xff)
  return isPassing ? new Error(message, { cause: error }) : new NonRetryableError(message, { cause: error })
}
