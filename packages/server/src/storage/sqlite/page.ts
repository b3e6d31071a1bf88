import { AIFlowError, type Page } from '@aiflow/sdk/internal'

/** Above every id and sequence number. */
const NO_BOUND = Number.MAX_SAFE_INTEGER

/** The first `limit` of `rows`, which were read with one more than that, and where to go on. */
export function toPage<Row>(rows: Row[], limit: number, keyOf: (row: Row) => readonly (string | number)[]): Page<Row> {
  const items = rows.length > limit ? rows.slice(0, limit) : rows
  const last = items.at(-1)
  const next = rows.length > limit && last !== undefined ? encodeCursor(keyOf(last)) : null
  return { items, next }
}

/** The id or sequence number that the page before ended with, for lists with the newest first. */
export function numberOfCursor(cursor: string | undefined): number {
  if (cursor === undefined) return NO_BOUND
  const [last, ...rest] = decodeCursor(cursor)
  if (typeof last !== 'number' || !Number.isSafeInteger(last) || rest.length > 0) throw invalidCursor(cursor)
  return last
}

/** The names that the page before ended with, for lists in the order of names. */
export function namesOfCursor(cursor: string | undefined): [string, string] {
  if (cursor === undefined) return ['', '']
  const [first, second, ...rest] = decodeCursor(cursor)
  if (typeof first !== 'string' || typeof second !== 'string' || rest.length > 0) throw invalidCursor(cursor)
  return [first, second]
}

/** The name that the page before ended with. */
export function nameOfCursor(cursor: string | undefined): string {
  if (cursor === undefined) return ''
  const [name, ...rest] = decodeCursor(cursor)
  if (typeof name !== 'string' || rest.length > 0) throw invalidCursor(cursor)
  return name
}

/** The time and name that the page before ended with, for lists with the newest first. */
export function timeAndNameOfCursor(cursor: string | undefined): [number, string] {
  if (cursor === undefined) return [NO_BOUND, '']
  const [time, name, ...rest] = decodeCursor(cursor)
  if (typeof time !== 'number' || !Number.isSafeInteger(time) || typeof name !== 'string' || rest.length > 0) {
    throw invalidCursor(cursor)
  }
  return [time, name]
}

function encodeCursor(key: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url')
}

function decodeCursor(cursor: string): unknown[] {
  try {
    const key: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    if (Array.isArray(key)) return key
  } catch {
    // Not JSON: told below.
  }
  throw invalidCursor(cursor)
}

function invalidCursor(cursor: string): AIFlowError {
  return new AIFlowError(
    'INVALID_ARGUMENT',
    `The cursor "${cursor}" belongs to no list. Pass "next" of the page before, or no cursor for the first page.`,
  )
}
