import type { DatabaseSync, SQLInputValue, SQLOutputValue, StatementSync } from 'node:sqlite'
import { isOutOfRange, toSafe } from './safe-integers.ts'

type Fields = Record<string, SQLOutputValue>

/**
 * A prepared query. The binding of SQLite would make a dictionary of each row, which is slow to make, to copy and to walk.
 * So rows are read as arrays, and become objects of one shape.
 */
export class Query {
  readonly #database: DatabaseSync
  readonly #sql: string
  readonly #statement: StatementSync
  readonly #names: readonly string[]
  readonly #blank: Fields
  /** Reads integers that are too large for a number; made when there is one. */
  #wide: StatementSync | null = null

  constructor(database: DatabaseSync, sql: string) {
    this.#database = database
    this.#sql = sql
    this.#statement = prepare(database, sql)
    this.#names = this.#statement.columns().map(({ name }) => name)
    this.#blank = Object.fromEntries(this.#names.map((name) => [name, null]))
  }

  all(parameters: readonly SQLInputValue[]): Fields[] {
    try {
      return this.#statement.all(...parameters).map((values) => this.#fieldsOf(values))
    } catch (error) {
      if (!isOutOfRange(error)) throw error
      const rows = this.#wideStatement().all(...parameters)
      return rows.map((values) => this.#safeFieldsOf(values))
    }
  }

  /** Like `all`, for callers that may need only the first rows. */
  *iterate(parameters: readonly SQLInputValue[]): Iterable<Fields> {
    let taken = 0
    const rows = this.#statement.iterate(...parameters)
    try {
      for (const values of rows) {
        taken += 1
        yield this.#fieldsOf(values)
      }
      return
    } catch (error) {
      if (!isOutOfRange(error)) throw error
      // It failed between two rows. Unless it is ended, its snapshot of the store stays open.
      rows.return?.()
    }
    let index = 0
    for (const values of this.#wideStatement().iterate(...parameters)) {
      if (index >= taken) yield this.#safeFieldsOf(values)
      index += 1
    }
  }

  get(parameters: readonly SQLInputValue[]): Fields | undefined {
    try {
      const values = this.#statement.get(...parameters)
      return values === undefined ? undefined : this.#fieldsOf(values)
    } catch (error) {
      if (!isOutOfRange(error)) throw error
      const values = this.#wideStatement().get(...parameters)
      return values === undefined ? undefined : this.#safeFieldsOf(values)
    }
  }

  #fieldsOf(values: Fields): Fields {
    const fields = { ...this.#blank }
    for (const [index, name] of this.#names.entries()) fields[name] = values[index] ?? null
    return fields
  }

  #safeFieldsOf(values: Fields): Fields {
    const safe = this.#names.map((name, index) => [name, toSafe(name, values[index] ?? null)])
    return Object.fromEntries(safe)
  }

  #wideStatement(): StatementSync {
    if (this.#wide === null) {
      this.#wide = prepare(this.#database, this.#sql)
      this.#wide.setReadBigInts(true)
    }
    return this.#wide
  }
}

function prepare(database: DatabaseSync, sql: string): StatementSync {
  const statement = database.prepare(sql)
  statement.setReturnArrays(true)
  return statement
}
