import { lstatSync, type Stats } from 'node:fs'

/** What has a name, a link itself; null where nothing has it, also where a folder above it is gone or is no folder any more. */
export function statsOf(path: string): Stats | null {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) ?? null
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOTDIR') return null
    throw error
  }
}
