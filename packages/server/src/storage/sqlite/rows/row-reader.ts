import { AIFlowError, isAIFlowError } from '@aiflow/sdk/internal/errors'
import type { UnreadableRow } from '../../rows.ts'
import { columnOutOfRange } from '../file/safe-integers.ts'

/** Hears of a row that cannot be read. */
export type TellUnreadable = (row: UnreadableRow) => void

export interface RowReaderOptions<Row, Item> {
  readonly table: string
  readonly keyOf: (row: Row) => string | number
  readonly toItem: (row: Row) => Item
}

/** Makes items of rows of one table. A row that cannot be read is named, and no reason to read none. */
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

  /** Passes over what cannot be read. */
  readAll(rows: Iterable<Row>): Item[] {
    return [...rows].flatMap((row) => this.tryRead(row) ?? [])
  }

  /** Passes over what cannot be read, and tells of it. What decides by a row needs each of its numbers to be what was written. */
  readExact(rows: readonly Row[], tell: TellUnreadable): Item[] {
    return rows.flatMap((row) => {
      const column = columnOutOfRange(row)
      if (column !== undefined) {
        tell({ ...this.nameOf(row), reason: `the number in "${column}" is too great` })
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

  /** Null where it cannot be read. */
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
  const message = `The row "${key}" of "${table}" in the store cannot be read (${reason}). It is left as it is: put a backup in the place of the store with "aiflow db restore BACKUP", or delete what it is about.`
  return new AIFlowError('ROW_UNREADABLE', message, { details: { table, key, reason } })
}

/** Throws `ROW_UNREADABLE`: for what is of no use in parts. */
export function refuseUnreadable(row: UnreadableRow): never {
  throw unreadable(row)
}

export function isUnreadable(error: unknown): error is AIFlowError {
  return isAIFlowError(error) && error.code === 'ROW_UNREADABLE'
}

/** Never with what stands there, which may be secret. */
function reasonOf(error: unknown): string {
  return error instanceof SyntaxError
    ? 'its JSON cannot be parsed'
    : 'its content is not of the form that it should have'
}
