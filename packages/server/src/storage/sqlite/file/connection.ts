import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import { makePrivate, refuseNoFile } from '../../private-file.ts'
import { isOutOfRange, type WideRow, withSafeIntegers } from './safe-integers.ts'
import { toStoreError } from './sqlite-error.ts'

export interface ConnectionOptions {
  readonly path: string
  readonly readOnly: boolean
  /** How long a statement waits for a lock of another connection. */
  readonly busyTimeoutMs: number
}

/** Runs `work` on the store as of one commit. */
export type Read = <T>(work: (connection: SqliteConnection) => T) => T

/** A prepared statement; `run` returns how many rows it changed. */
export type Statement = StatementSync

/** One connection to the database file. It caches prepared statements by their text and runs transactions. */
export class SqliteConnection {
  readonly path: string
  readonly #database: DatabaseSync
  readonly #statements = new Map<string, StatementSync>()
  /** Statements that once read an integer too large for a number. */
  readonly #wideStatements = new Map<string, StatementSync>()

  private constructor(path: string, database: DatabaseSync) {
    this.path = path
    this.#database = database
  }

  static open(options: ConnectionOptions): SqliteConnection {
    const { path, readOnly, busyTimeoutMs } = options
    refuseNoFile(path)
    if (!readOnly) makePrivate(path)
    try {
      const database = new DatabaseSync(path, { readOnly, timeout: busyTimeoutMs, enableForeignKeyConstraints: false })
      return new SqliteConnection(path, database)
    } catch (error) {
      throw toStoreError(error, path)
    }
  }

  statement(sql: string): Statement {
    let statement = this.#statements.get(sql)
    if (statement === undefined) {
      statement = this.#database.prepare(sql)
      this.#statements.set(sql, statement)
    }
    return statement
  }

  /** The caller vouches that `Row` matches the selected columns. */
  all<Row>(sql: string, ...parameters: SQLInputValue[]): Row[] {
    try {
      return this.statement(sql).all(...parameters) as Row[]
    } catch (error) {
      if (!isOutOfRange(error)) throw error
      return this.#wideStatement(sql)
        .all(...parameters)
        .map((row) => withSafeIntegers(row) as Row)
    }
  }

  /** Like `all`, for callers that may need only the first rows. */
  *iterate<Row>(sql: string, ...parameters: SQLInputValue[]): Iterable<Row> {
    let taken = 0
    const rows = this.statement(sql).iterate(...parameters)
    try {
      for (const row of rows) {
        taken += 1
        yield row as Row
      }
      return
    } catch (error) {
      if (!isOutOfRange(error)) throw error
      // It failed between two rows. Unless it is ended, its snapshot of the store stays open.
      rows.return?.()
    }
    let index = 0
    for (const row of this.#wideStatement(sql).iterate(...parameters)) {
      if (index >= taken) yield withSafeIntegers(row as WideRow) as Row
      index += 1
    }
  }

  get<Row>(sql: string, ...parameters: SQLInputValue[]): Row | undefined {
    try {
      return this.statement(sql).get(...parameters) as Row | undefined
    } catch (error) {
      if (!isOutOfRange(error)) throw error
      const row = this.#wideStatement(sql).get(...parameters)
      return row === undefined ? undefined : (withSafeIntegers(row) as Row)
    }
  }

  execute(sql: string): void {
    this.#database.exec(sql)
  }

  /** Runs `work` in a transaction: all of its changes are stored, or none. */
  write<T>(work: () => T): T {
    return this.#transaction('BEGIN IMMEDIATE', work)
  }

  /** Runs `work` in a transaction that sees the store as of one commit. */
  read<T>(work: () => T): T {
    return this.#transaction('BEGIN', work)
  }

  close(): void {
    this.#statements.clear()
    this.#wideStatements.clear()
    if (this.#database.isOpen) this.#database.close()
  }

  #wideStatement(sql: string): Statement {
    let statement = this.#wideStatements.get(sql)
    if (statement === undefined) {
      statement = this.#database.prepare(sql)
      statement.setReadBigInts(true)
      this.#wideStatements.set(sql, statement)
    }
    return statement
  }

  #transaction<T>(begin: 'BEGIN' | 'BEGIN IMMEDIATE', work: () => T): T {
    try {
      this.statement(begin).run()
      const result = work()
      this.statement('COMMIT').run()
      return result
    } catch (error) {
      this.#rollback()
      throw toStoreError(error, this.path)
    }
  }

  #rollback(): void {
    // SQLite rolls back automatically on some errors, and a failed ROLLBACK must not hide the error that led to it.
    if (!this.#database.isOpen || !this.#database.isTransaction) return
    try {
      this.#database.exec('ROLLBACK')
    } catch {
      this.close()
    }
  }
}
