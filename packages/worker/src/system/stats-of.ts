import { lstatSync, type Stats } from 'node:fs'

/** Describes a file, or a link itself. Null if it does not exist, or if a part of its path is not a folder. */
export function statsOf(path: string): Stats | null {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) ?? null
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOTDIR') return null
    throw error
  }
}
