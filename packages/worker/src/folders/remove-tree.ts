import type { Dirent } from 'node:fs'
import { chmod, lstat, readdir, rmdir, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { isFileError } from '../system/atomic-file.ts'

/**
 * Removes a folder with all that is below it, one entry after the other, so that a large one neither holds this thread nor
 * takes all threads that wait for disks. Links are removed, not followed; a folder that may not be written to is changed first.
 * Rejects with the reason of the signal, which leaves the rest for another time.
 */
export async function removeTree(path: string, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted()
  try {
    const stats = await lstat(path)
    if (!stats.isDirectory()) return await unlink(path)
    for (const entry of await entriesOf(path)) await removeEntry(path, entry, signal)
    await rmdir(path)
  } catch (error) {
    if (!isFileError(error, 'ENOENT')) throw error
  }
}

async function removeEntry(folder: string, entry: Dirent, signal?: AbortSignal): Promise<void> {
  const path = join(folder, entry.name)
  if (entry.isDirectory()) await removeTree(path, signal)
  else await unlink(path)
}

async function entriesOf(folder: string): Promise<Dirent[]> {
  await chmod(folder, 0o700)
  return readdir(folder, { withFileTypes: true })
}
