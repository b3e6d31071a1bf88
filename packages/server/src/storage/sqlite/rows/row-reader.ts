import { AIFlowError, isAIFlowError } from '@aiflow/sdk/internal/errors'
import type { UnreadableRow } from '../../rows.ts'
import { columnOutOfRange } from '../file/safe-integers.ts'

/** Called with each row that cannot be read. */
export type TellUnreadable = (row: UnreadableRow) => void

export interface RowReaderOptions<Row, Item> {
  readonly table: string
  readonly keyOf: (row: Row) => string | number
  readonly toItem: (row: Row) => Item
}

/** Converts rows of one table to items. A row that cannot be read is reported, and does not keep the others from being read. */
export class RowReader<Row extends object, Item> {
  readonly #options: RowReaderOptions<Row, Item>

  constructor(options: RowReaderOptions<Row, Item>) {
    this.#options = options
  }

  /** Throws `ROW_UNREADABLE`. */
  read(row: Row): Item {
    try {
      return this.#options.toItem(row)
    } catch (error) {
      throw unreadable({ ...this.nameOf(row), reason: reasonOf(error) })
    }
  }

  /** Skips rows that cannot be read. */
  readAll(rows: Iterable<Row>): Item[] {
    return [...rows].flatMap((row) => this.tryRead(row) ?? [])
  }

  /** Skips and reports rows that cannot be read or whose numbers are out of range: decisions need the numbers that were written. */
  readExact(rows: readonly Row[], tell: TellUnreadable): Item[] {
    return rows.flatMap((row) => {
      const column = columnOutOfRange(row)
      if (column !== undefined) {
        tell({ ...this.nameOf(row), reason: `the number in "${column}" is too large` })
        return []
      }
      try {
        return [this.#options.toItem(row)]
      } catch (error) {
        tell({ ...this.nameOf(row), reason: reasonOf(error) })
        return []
      }
    })
  }

  /** Null if it cannot be read. */
  tryRead(row: Row): Item | null {
    try {
      return this.#options.toItem(row)
    } catch {
      return null
    }
  }

  nameOf(row: Row): Omit<UnreadableRow, 'reason'> {
    return { table: this.#options.table, key: String(this.#options.keyOf(row)) }
  }
}

function unreadable(row: UnreadableRow): AIFlowError {
  const { table, key, reason } = row
  const message = `The row "${key}" of "${table}" in the store cannot be read (${reason}). It is left unchanged: restore a backup of the store with "aiflow db restore BACKUP", or delete what the row belongs to.`
  return new AIFlowError('ROW_UNREADABLE', message, { details: { table, key, reason } })
}

/** Throws `ROW_UNREADABLE`, for things that are useless in parts. */
export function refuseUnreadable(row: UnreadableRow): never {
  throw unreadable(row)
}

export function isUnreadable(error: unknown): error is AIFlowError {
  return isAIFlowError(error) && error.code === 'ROW_UNREADABLE'
}

/** Never contains the stored content, which may be secret. */
function reasonOf(error: unknown): string {
  return error instanceof SyntaxError
    ? 'its JSON cannot be parsed'
    : 'its content is not of the form that it should have'
}
