import { existsSync, lstatSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { lockHolder, setAside } from '@aiflow/sdk/files'
import { AIFlowError } from '@aiflow/sdk/internal/errors'
import { storeFull } from './sqlite-error.ts'

// https://www.sqlite.org/rescode.html
const BUSY = 5
const NOTADB = 26

/**
 * Makes sure that only one program at a time opens a store for writing. The lock is a kernel lock that SQLite takes on an empty
 * file beside the store. A frozen process keeps it, writing to the file does not release it, and it is free once the process has ended.
 */
export class StoreLock {
  readonly #store: string
  #held: { readonly database: DatabaseSync; readonly inode: number }

  private constructor(store: string) {
    this.#store = store
    this.#held = take(store)
  }

  /** Throws `ALREADY_EXISTS` if another program holds it. */
  static take(store: string): StoreLock {
    return new StoreLock(store)
  }

  /** Takes the lock on a new file if the old one was removed. Throws as `take` does. */
  renew(): void {
    if (inodeOf(lockFile(this.#store)) === this.#held.inode) return
    const { database } = this.#held
    this.#held = take(this.#store)
    database.close()
  }

  release(): void {
    if (this.#held.database.isOpen) this.#held.database.close()
  }
}

function lockFile(store: string): string {
  return `${store}.lock`
}

function take(store: string): { database: DatabaseSync; inode: number } {
  const path = lockFile(store)
  try {
    makeFile(path)
    return lock(path)
  } catch (error) {
    if (codeOf(error) === BUSY) throw held(store, path)
    if (codeOf(error) !== NOTADB) throw unusable(error, path)
    // Nobody holds the lock, and what was written to the file is useless.
    truncateSync(path)
    return lock(path)
  }
}

/** Never opens an existing file: closing it would release a lock that this process holds. */
function makeFile(path: string): void {
  if (lstatSync(path, { throwIfNoEntry: false })?.isFile() === false) setAside(path)
  if (!existsSync(path)) writeFileSync(path, '', { mode: 0o600 })
}

function unusable(error: unknown, path: string): Error {
  const code = error instanceof Error && 'code' in error ? error.code : null
  const reason = error instanceof Error ? error.message : String(error)
  if (code === 'ENOSPC' || code === 'EDQUOT') return storeFull(path, reason, error)
  const message = `The file "${path}" cannot be used (${reason}). Check its disk and your rights on its folder.`
  return new AIFlowError('STORE_UNAVAILABLE', message, { details: { path }, cause: error })
}

function lock(path: string): { database: DatabaseSync; inode: number } {
  const database = new DatabaseSync(path, { timeout: 0 })
  try {
    // Nothing is written, so no journal file is needed.
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE')
    return { database, inode: inodeOf(path) }
  } catch (error) {
    database.close()
    throw error
  }
}

function held(store: string, path: string): AIFlowError {
  const pid = lockHolder(path)
  const who = pid === null ? `Find it with "fuser ${path}"` : `It is process ${pid}`
  const end = pid === null ? 'kill -9' : `kill -9 ${pid}`
  const message = `Another program already uses the store "${store}". ${who}. Stop a server with "aiflow server stop"; if its "server.json" was damaged, this works again after some seconds. End a server that does not respond with "${end}": nothing that was acknowledged is lost, and tasks keep running.`
  return new AIFlowError('ALREADY_EXISTS', message, { details: { path: store, pid } })
}

function inodeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.ino ?? 0
}

function codeOf(error: unknown): number | null {
  return error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' ? error.errcode & 0xff : null
}
