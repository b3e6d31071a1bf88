import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { isFileError } from '../system/atomic-file.ts'

/** About how much disk space an entry needs besides its content. */
const ENTRY_BYTES = 4096

/** About how much disk space a folder needs, in bytes. It looks at one entry after the other. */
export async function treeSize(path: string): Promise<number> {
  try {
    const stats = await lstat(path)
    if (!stats.isDirectory()) return ENTRY_BYTES + stats.blocks * 512
    let bytes = ENTRY_BYTES
    for (const name of await readdir(path)) bytes += await treeSize(join(path, name))
    return bytes
  } catch (error) {
    // What cannot be read or has gone counts as nothing.
    if (isFileError(error, 'ENOENT') || isFileError(error, 'EACCES')) return 0
    throw error
  }
}
