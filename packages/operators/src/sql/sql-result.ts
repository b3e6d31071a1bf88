import { type Json, NonRetryableError } from '@aiflow/sdk'

/** A value of a parameter, or of a column. */
export type SqlValue = string | number | bigint | boolean | null | Date | Uint8Array

/** What the last statement returned. */
export interface SqlResult {
  /**
   * By the names of the columns. Times are texts in ISO 8601, and bytes are texts in base64. `bigint` and `numeric` of
   * PostgreSQL are texts, and so are whole numbers of SQLite beyond 2^53.
   */
  readonly rows: readonly { readonly [column: string]: Json }[]
  /** How many rows it returned or changed. */
  readonly rowCount: number
}

/** That of a handle, in which the result waits for its commit, with some room for the rest. */
const MAX_RESULT_BYTES = 1000 * 1024

/** Collects rows as JSON, up to a limit. */
export class Rows {
  readonly #rows: { [column: string]: Json }[] = []
  #bytes = 0

  get all(): SqlResult['rows'] {
    return this.#rows
  }

  /** Throws a NonRetryableError if the rows are too many. */
  add(row: Readonly<Record<string, unknown>>): void {
    const json = Object.fromEntries(Object.entries(row).map(([column, value]) => [column, jsonOf(value)]))
    this.#bytes += Buffer.byteLength(JSON.stringify(json)) + 1
    if (this.#bytes > MAX_RESULT_BYTES) {
      const message = `The statement returns more than ${MAX_RESULT_BYTES / 1024} KiB of rows. Select less, or write them to a table.`
      throw new NonRetryableError(message)
    }
    this.#rows.push(json)
  }
}

function jsonOf(value: unknown): Json {
  if (value === null || value === undefined) return null
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value)
  // JSON has no other way to say NaN and Infinity.
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value)
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? String(value) : value.toISOString()
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  return typeof value === 'object' ? JSON.parse(JSON.stringify(value)) : (value as Json)
}
