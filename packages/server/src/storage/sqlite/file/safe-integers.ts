import { MAX_TIME_MS } from '@aiflow/sdk/internal/limits'

/** A row with integers of any size, as it was read. */
export type WideRow = Readonly<Record<string, unknown>>

/** SQLite stores larger integers than JavaScript does, and its binding refuses to return a row that has one. */
export function isOutOfRange(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_OUT_OF_RANGE'
}

/** Clamps integers that are too large: times to the last date that JavaScript has, others to 2^53 - 1. */
export function withSafeIntegers(row: WideRow): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, typeof value === 'bigint' ? toSafe(name, value) : value]),
  )
}

/** A column whose number was too large. Times are not included, since a clamped time still has a meaning: never. */
export function columnOutOfRange(row: object): string | undefined {
  return Object.entries(row).find(([, value]) => Math.abs(Number(value)) === Number.MAX_SAFE_INTEGER)?.[0]
}

function toSafe(name: string, value: bigint): number {
  const number = Number(value)
  if (Number.isSafeInteger(number)) return number
  if (/time$/i.test(name)) return number > 0 ? MAX_TIME_MS : 0
  return Math.sign(number) * Number.MAX_SAFE_INTEGER
}
