import { chmodSync, closeSync, existsSync, statSync } from 'node:fs'
import { openFile } from '@aiflow/sdk/files'
import { AIFlowError } from '@aiflow/sdk/internal/errors'

const OWNER_ONLY = 0o600
/** What SQLite keeps beside a store while it is open. */
const BESIDES = ['-wal', '-shm']

/**
 * Makes sure that the file of a store exists and that only its owner can read it: SQLite creates files as open as the umask
 * allows, and gives its log the permissions of the store. An empty file is a store that is yet to be created.
 */
export function makePrivate(path: string): void {
  try {
    closeSync(openFile(path, 'append'))
    for (const suffix of ['', ...BESIDES]) if (existsSync(path + suffix)) chmodSync(path + suffix, OWNER_ONLY)
  } catch {
    // Opening the store reports what is wrong with it.
  }
}

/** Throws `STORE_UNAVAILABLE` if the store, or one of the files beside it, is not a regular file: SQLite would wait for a FIFO. */
export function refuseNoFile(path: string): void {
  for (const file of [path, ...BESIDES.map((suffix) => path + suffix)]) {
    if (isFileOrMissing(file)) continue
    const message = `The store "${path}" cannot be used: "${file}" is not a regular file. Move it away${file === path ? ', and restore a backup with "aiflow db restore BACKUP"' : ''}.`
    throw new AIFlowError('STORE_UNAVAILABLE', message, { details: { path, file } })
  }
}

function isFileOrMissing(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isFile() ?? true
  } catch {
    // A link that leads to itself, or a folder that may not be read: opening the store reports the second.
    return false
  }
}
