import { MAX_TIME_MS } from '@aiflow/sdk/internal/limits'

/** A row as it is read with integers of any size. */
export type WideRow = Readonly<Record<string, unknown>>

/** SQLite holds greater integers than JavaScript, and refuses to hand a row out that has one. */
export function isOutOfRange(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_OUT_OF_RANGE'
}

/** Integers that are too great count as the greatest that there is: the last moment that a date can be, or 2^53 - 1. */
export function withSafeIntegers(row: WideRow): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, typeof value === 'bigint' ? toSafe(name, value) : value]),
  )
}

/** A column that was too great; those of times have a meaning all the same: never. */
export function columnOutOfRange(row: object): string | undefined {
  return Object.entries(row).find(([, value]) => Math.abs(Number(value)) === Number.MAX_SAFE_INTEGER)?.[0]
}

function toSafe(name: string, value: bigint): number {
  const number = Number(value)
  if (Number.isSafeInteger(number)) return number
  if (/time$/i.test(name)) return number > 0 ? MAX_TIME_MS : 0
  return Math.sign(number) * Number.MAX_SAFE_INTEGER
}
