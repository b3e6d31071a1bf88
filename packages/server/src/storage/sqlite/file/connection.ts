import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import { makePrivate, refuseNoFile } from '../../private-file.ts'
import { Query } from './query.ts'
import { toStoreError } from './sqlite-error.ts'

export interface ConnectionOptions {
  readonly path: string
  readonly readOnly: boolean
  /** How long a statement waits for a lock of another connection. */
  readonly busyTimeoutMs: number
}

/** Runs `work` on the store as of one commit. */
export type Read = <T>(work: (connection: SqliteConnection) => T) => T

/** A prepared statement to run; `run` returns how many rows it changed. */
export type Statement = StatementSync

/** One connection to the database file. It caches prepared statements by their text and runs transactions. */
export class SqliteConnection {
  readonly path: string
  readonly #database: DatabaseSync
  readonly #statements = new Map<string, StatementSync>()
  readonly #queries = new Map<string, Query>()

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
    return this.#query(sql).all(parameters) as Row[]
  }

  /** Like `all`, for callers that may need only the first rows. */
  iterate<Row>(sql: string, ...parameters: SQLInputValue[]): Iterable<Row> {
    return this.#query(sql).iterate(parameters) as Iterable<Row>
  }

  get<Row>(sql: string, ...parameters: SQLInputValue[]): Row | undefined {
    return this.#query(sql).get(parameters) as Row | undefined
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
    this.#queries.clear()
    if (this.#database.isOpen) this.#database.close()
  }

  #query(sql: string): Query {
    let query = this.#queries.get(sql)
    if (query === undefined) {
      query = new Query(this.#database, sql)
      this.#queries.set(sql, query)
    }
    return query
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
