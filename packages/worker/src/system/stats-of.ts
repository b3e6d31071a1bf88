import { type BigIntStats, lstatSync, type Stats } from 'node:fs'

/** Describes a file, or a link itself. Null if it does not exist, or if a part of its path is not a folder. */
export function statsOf(path: string): Stats | null {
  return nullIfMissing(() => lstatSync(path, { throwIfNoEntry: false }))
}

/** The same, with times in nanoseconds. */
export function preciseStatsOf(path: string): BigIntStats | null {
  return nullIfMissing(() => lstatSync(path, { bigint: true, throwIfNoEntry: false }))
}

function nullIfMissing<T>(look: () => T | undefined): T | null {
  try {
    return look() ?? null
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOTDIR') return null
    throw error
  }
}
