import { randomBytes } from 'node:crypto'
import { chmodSync, linkSync, lstatSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { isDamagedFile, readTextFile, SMALL_FILE_BYTES, setAside, writeNewFile } from '@aiflow/sdk/files'
import type { KeyFile } from './secrets/key-ring.ts'

const SERVER_FILE = 'server.json'
const STORE_LOCK = 'aiflow.db.lock'
const LOGS = 'logs'
const FOLDERS = ['blobs', 'backups', 'worker', LOGS]
/** The keys of the secrets of namespaces. */
export const SECRETS_KEY = 'secrets-key'
const SECRETS = ['token', 'task-secret', 'session-secret', SECRETS_KEY]

/** How programs on this machine find the running server. */
export interface ServerFile {
  readonly url: string
  readonly pid: number
  readonly version: string
  /** When its process started, in kernel ticks, since a later process may have the same id. Null if unknown. */
  readonly startTime?: string | null
}

/** Files that may be readable by others in a home that someone else, or an older version, has created. */
export function closeToOthers(home: string): void {
  for (const name of FOLDERS) tryChmod(join(home, name), 0o700)
  for (const name of [SERVER_FILE, STORE_LOCK, ...SECRETS]) tryChmod(join(home, name), 0o600)
  const logs = join(home, LOGS)
  for (const name of namesIn(logs)) tryChmod(join(logs, name), 0o600)
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    // It does not exist yet, or the code that writes into it reports what is wrong.
    return []
  }
}

/**
 * A warning if others can put files into the home, otherwise null. The home may be shared on purpose, so its mode
 * stays.
 */
export function describeOpenHome(home: string): string | null {
  const mode = statSync(home).mode & 0o777
  if ((mode & 0o022) === 0) return null
  return `Other users may write to the home "${home}" (its mode is ${mode.toString(8)}), so they can replace its files. Close it with: chmod 700 "${home}"`
}

/** Ignores a file that does not exist, or that belongs to another user. */
function tryChmod(path: string, mode: number): void {
  try {
    chmodSync(path, mode)
  } catch {
    // See above.
  }
}

/**
 * A secret of the home that only its owner can read. It is created on first use. An invalid file is moved aside with a
 * call of `warn`: a power cut or a full disk leaves an empty file.
 */
export function readOrCreateSecret(home: string, name: string, warn: (message: string) => void): string {
  const path = join(home, name)
  const found = readSecret(path)
  if (found !== null) return found
  if (isThere(path)) warn(setAside(path))
  createSecret(path)
  return readTextFile(path, { maxBytes: SMALL_FILE_BYTES }).trim()
}

/**
 * Writes the secret of a running server again if it is missing or invalid. A different valid secret takes effect at the
 * next start.
 */
export function renewSecret(home: string, name: string, secret: string, warn: (message: string) => void): void {
  const path = join(home, name)
  if (readSecret(path) !== null) return
  if (isThere(path)) warn(setAside(path))
  writeNewFile(`${path}.new`, `${secret}\n`)
  renameSync(`${path}.new`, path)
}

/** The file with the keys of secrets. A damaged one is moved aside with a call of `warn`. */
export function secretsKeyFile(home: string, warn: (message: string) => void): KeyFile {
  const path = join(home, SECRETS_KEY)
  return {
    path,
    read: () => {
      const text = readSecret(path)
      if (text === null && isThere(path)) warn(setAside(path))
      return text
    },
    write: (text) => {
      writeNewFile(`${path}.new`, `${text}\n`, { flush: true })
      renameSync(`${path}.new`, path)
    },
  }
}

/** A FIFO, or a file that a power cut filled with something else, is not a secret. */
function readSecret(path: string): string | null {
  try {
    const text = readTextFile(path, { maxBytes: SMALL_FILE_BYTES }).trim()
    return /^[\x21-\x7e]+$/.test(text) ? text : null
  } catch (error) {
    if (isDamagedFile(error) || isMissing(error)) return null
    throw error
  }
}

/** Whether anything has this name, even a broken link. */
function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}

/** The file gets its name only when it is complete. If another server was faster, its file stays. */
function createSecret(path: string): void {
  const draft = `${path}.${process.pid}`
  writeNewFile(draft, `${randomBytes(32).toString('base64url')}\n`, { flush: true })
  try {
    linkSync(draft, path)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  } finally {
    rmSync(draft, { force: true })
  }
}

export function writeServerFile(home: string, file: ServerFile, warn: (message: string) => void): void {
  const path = join(home, SERVER_FILE)
  writeNewFile(`${path}.new`, contentOf(file))
  // A rename cannot replace a folder; it replaces anything else.
  if (lstatSync(path, { throwIfNoEntry: false })?.isDirectory()) warn(setAside(path))
  renameSync(`${path}.new`, path)
}

/** Writes the file again if it is not what the server has written. */
export function renewServerFile(home: string, file: ServerFile, warn: (message: string) => void): void {
  if (readIfWhole(join(home, SERVER_FILE)) === contentOf(file)) return
  writeServerFile(home, file, warn)
}

function contentOf(file: ServerFile): string {
  return `${JSON.stringify({ startTime: ownStartTime(), ...file })}\n`
}

function readIfWhole(path: string): string | null {
  try {
    return readTextFile(path, { maxBytes: SMALL_FILE_BYTES })
  } catch {
    return null
  }
}

/** Field 22 of /proc/self/stat. Parsing starts after the program name, which may contain spaces. */
function ownStartTime(): string | null {
  if (process.platform !== 'linux') return null
  const stat = readFileSync('/proc/self/stat', 'latin1')
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null
}

/** Removes the file, unless another server has taken over the home. */
export function removeServerFile(home: string): void {
  const path = join(home, SERVER_FILE)
  try {
    const file = JSON.parse(readTextFile(path, { maxBytes: SMALL_FILE_BYTES })) as ServerFile
    if (file.pid === process.pid) rmSync(path, { force: true })
  } catch {
    // It is already removed, or belongs to another server.
  }
}
