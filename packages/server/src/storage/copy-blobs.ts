import { FolderBlobStorage } from './folder-blobs.ts'

/**
 * Copies the blobs of one folder into another, each of them whole or not at all. A damaged blob in the target folder is replaced.
 * Resolves to the hashes of those that could not be copied because they are damaged. Throws `STORE_FULL` and `STORE_UNAVAILABLE`.
 */
export async function copyBlobs(from: string, to: string): Promise<string[]> {
  const source = new FolderBlobStorage({ folder: from })
  const target = new FolderBlobStorage({ folder: to })
  const damaged: string[] = []
  for (const hash of await source.list()) {
    if (await target.has(hash)) continue
    if (await source.has(hash)) await target.putStream(await source.open(hash), Number.POSITIVE_INFINITY)
    else damaged.push(hash)
  }
  return damaged
}
