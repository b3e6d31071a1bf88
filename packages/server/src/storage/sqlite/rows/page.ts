import type { Page } from '@aiflow/sdk/internal/api/server'
import { AIFlowError } from '@aiflow/sdk/internal/errors'
import { MAX_PAGE_CHARACTERS } from '@aiflow/sdk/internal/limits'

/** Above every id and sequence number. */
const NO_BOUND = Number.MAX_SAFE_INTEGER

export interface PageOf<Row, Item> {
  readonly limit: number
  /** Rows that cannot be read are skipped. */
  readonly reader: { tryRead(row: Row): Item | null }
  /** The content of the cursor, from which the next page continues. */
  readonly keyOf: (row: Row) => readonly (string | number)[]
}

/** One page of the rows, and its cursor. `rows` must hold one row more than the limit if there are more. Large rows make a page short. */
export function toPage<Row extends object, Item>(
  rows: Iterable<Row>,
  { limit, reader, keyOf }: PageOf<Row, Item>,
): Page<Item> {
  const { taken, isFull } = takeRows(rows)
  const wanted = taken.slice(0, limit)
  const items = wanted.flatMap((row) => reader.tryRead(row) ?? [])
  const last = wanted.at(-1)
  const isCut = isFull || taken.length > limit
  return { items, next: isCut && last !== undefined ? encodeCursor(keyOf(last)) : null }
}

/** A reader for rows that are already items. */
export function asItems<Row extends object>(): PageOf<Row, Row>['reader'] {
  return { tryRead: (row) => row }
}

/** The characters left for the texts of one page. A page holds at least one row, however large. */
export class PageRoom {
  #left: number
  #isEmpty = true

  constructor(characters = MAX_PAGE_CHARACTERS) {
    this.#left = characters
  }

  /** False if the row does not fit any more. */
  take(row: object): boolean {
    const size = sizeOf(row)
    if (size > this.#left && !this.#isEmpty) return false
    this.#left -= size
    this.#isEmpty = false
    return true
  }
}

/** Takes rows until their texts fill a page. The rows after these are not read, however many were asked for. */
export function takeRows<Row extends object>(rows: Iterable<Row>, room = new PageRoom()): TakenRows<Row> {
  const taken: Row[] = []
  for (const row of rows) {
    if (!room.take(row)) return { taken, isFull: true }
    taken.push(row)
  }
  return { taken, isFull: false }
}

export interface TakenRows<Row> {
  readonly taken: Row[]
  /** There are more rows, which did not fit. */
  readonly isFull: boolean
}

/** Characters of all texts of a row. */
function sizeOf(row: object): number {
  let size = 0
  for (const value of Object.values(row)) if (typeof value === 'string') size += value.length
  return size
}

/** The id or sequence number that the previous page ended with, for lists with the newest first. */
export function numberOfCursor(cursor: string | undefined): number {
  if (cursor === undefined) return NO_BOUND
  const [last, ...rest] = decodeCursor(cursor)
  if (typeof last !== 'number' || !Number.isSafeInteger(last) || rest.length > 0) throw invalidCursor(cursor)
  return last
}

/** The two names that the previous page ended with, for lists in the order of names. */
export function namesOfCursor(cursor: string | undefined): [string, string] {
  if (cursor === undefined) return ['', '']
  const [first, second, ...rest] = decodeCursor(cursor)
  if (typeof first !== 'string' || typeof second !== 'string' || rest.length > 0) throw invalidCursor(cursor)
  return [first, second]
}

/** The name that the previous page ended with. */
export function nameOfCursor(cursor: string | undefined): string {
  if (cursor === undefined) return ''
  const [name, ...rest] = decodeCursor(cursor)
  if (typeof name !== 'string' || rest.length > 0) throw invalidCursor(cursor)
  return name
}

/** The time and name that the previous page ended with, for lists with the newest first. */
export function timeAndNameOfCursor(cursor: string | undefined): [number, string] {
  if (cursor === undefined) return [NO_BOUND, '']
  const [time, name, ...rest] = decodeCursor(cursor)
  if (typeof time !== 'number' || !Number.isSafeInteger(time) || typeof name !== 'string' || rest.length > 0) {
    throw invalidCursor(cursor)
  }
  return [time, name]
}

/** The cursor of a page that begins after the item with this key. */
export function encodeCursor(key: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url')
}

function decodeCursor(cursor: string): unknown[] {
  try {
    const key: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    if (Array.isArray(key)) return key
  } catch {
    // Not JSON: reported below.
  }
  throw invalidCursor(cursor)
}

function invalidCursor(cursor: string): AIFlowError {
  return new AIFlowError(
    'INVALID_ARGUMENT',
    `The cursor "${cursor}" is not valid for this list. Pass "next" of the previous page, or no cursor for the first page.`,
  )
}
