import { chmodSync, closeSync, existsSync, openSync } from 'node:fs'

const OWNER_ONLY = 0o600
/** What SQLite keeps beside a store while it is open. */
const BESIDES = ['-wal', '-shm']

/**
 * Makes sure that a store is there, and that nobody but its owner reads it: SQLite makes files as open as the umask lets it, and
 * gives its log beside them the rights that they have. An empty file is a store that is still to be made.
 */
export function makePrivate(path: string): void {
  try {
    closeSync(openSync(path, 'a', OWNER_ONLY))
    for (const suffix of ['', ...BESIDES]) if (existsSync(path + suffix)) chmodSync(path + suffix, OWNER_ONLY)
  } catch {
    // Whoever opens the store is told what is wrong with it.
  }
}
