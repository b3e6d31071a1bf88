import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { backUpStore, copyBlobs } from '@aiflow/server/storage'
import type { Home } from './home.ts'

/** Ends the name of a backup that is not complete. */
export const DRAFT_ENDING = '.incomplete'

/**
 * Copies the store of a home and its blobs into a folder, which gets its final name only when it is complete. Resolves to the
 * hashes of damaged blobs, which are left out. Throws `STORE_FULL` and `STORE_UNAVAILABLE`.
 */
export async function writeBackup(home: Home, target: string): Promise<string[]> {
  const draft = `${target}${DRAFT_ENDING}`
  rmSync(draft, { recursive: true, force: true })
  try {
    mkdirSync(dirname(target), { recursive: true, mode: 0o700 })
    mkdirSync(draft, { mode: 0o700 })
    // First the store: the blobs that it refers to were there before it referred to them.
    backUpStore(home.storeFile, join(draft, basename(home.storeFile)))
    const damaged = await copyBlobs(home.blobFolder, join(draft, basename(home.blobFolder)))
    renameSync(draft, target)
    noteBackup(home, target)
    return damaged
  } finally {
    rmSync(draft, { recursive: true, force: true })
  }
}

/** For the metric that says how old the last backup is. A backup is complete without it. */
function noteBackup(home: Home, path: string): void {
  try {
    writeFileSync(home.lastBackupFile, `${JSON.stringify({ path })}\n`, { mode: 0o600 })
  } catch {
    // The disk of the home is full, which is no fault of the backup.
  }
}
