import type { SQLOutputValue } from 'node:sqlite'
import { MAX_TIME_MS } from '@aiflow/sdk/internal/limits'

/** SQLite stores larger integers than JavaScript does, and its binding refuses to return a row that has one. */
export function isOutOfRange(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_OUT_OF_RANGE'
}

/** Clamps an integer that is too large: a time to the last date that JavaScript has, others to 2^53 - 1. */
export function toSafe(column: string, value: SQLOutputValue): SQLOutputValue {
  if (typeof value !== 'bigint') return value
  const number = Number(value)
  if (Number.isSafeInteger(number)) return number
  if (/time$/i.test(column)) return number > 0 ? MAX_TIME_MS : 0
  return Math.sign(number) * Number.MAX_SAFE_INTEGER
}

/** A column whose number was too large. Times are not included, since a clamped time still has a meaning: never. */
export function columnOutOfRange(row: object): string | undefined {
  // Nearly every row has none, so this is not asked of each column with its name.
  if (!Object.values(row).some(isGreatest)) return undefined
  return Object.entries(row).find(([, value]) => isGreatest(value))?.[0]
}

function isGreatest(value: unknown): boolean {
  return typeof value === 'number' && Math.abs(value) === Number.MAX_SAFE_INTEGER
}
