import type { Dirent } from 'node:fs'
import { chmod, lstat, readdir, rmdir, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { isFileError } from '../system/atomic-file.ts'

/**
 * Removes a folder with everything in it. It removes one entry after the other, so that a large folder blocks neither this
 * thread nor the thread pool. Links are removed, not followed. Read-only folders are made writable first. Rejects with the
 * reason of the signal when aborted; the rest remains.
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
