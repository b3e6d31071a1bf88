import { chmodSync, closeSync, existsSync, statSync } from 'node:fs'
import { openFile } from '@aiflow/sdk/files'
import { AIFlowError } from '@aiflow/sdk/internal/errors'

const OWNER_ONLY = 0o600
/** What SQLite keeps beside a store while it is open. */
const BESIDES = ['-wal', '-shm']

/**
 * Makes sure that a store is there, and that nobody but its owner reads it: SQLite makes files as open as the umask lets it, and
 * gives its log beside them the rights that they have. An empty file is a store that is still to be made.
 */
export function makePrivate(path: string): void {
  try {
    closeSync(openFile(path, 'append'))
    for (const suffix of ['', ...BESIDES]) if (existsSync(path + suffix)) chmodSync(path + suffix, OWNER_ONLY)
  } catch {
    // Whoever opens the store is told what is wrong with it.
  }
}

/** Throws `STORE_UNAVAILABLE` where something else is in the place of a store, or of what lies beside it: SQLite would wait for a FIFO. */
export function refuseNoFile(path: string): void {
  for (const file of [path, ...BESIDES.map((suffix) => path + suffix)]) {
    if (isFileOrMissing(file)) continue
    const message = `The store "${path}" cannot be used: "${file}" is not a file. Move it away${file === path ? ', and put a backup in its place with "aiflow db restore BACKUP"' : ''}.`
    throw new AIFlowError('STORE_UNAVAILABLE', message, { details: { path, file } })
  }
}

function isFileOrMissing(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isFile() ?? true
  } catch {
    // A link that leads to itself, or a folder that may not be looked into: the second is told by whoever opens it.
    return false
  }
}
