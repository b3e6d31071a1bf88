import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  linkSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'

const SERVER_FILE = 'server.json'
const LOGS = 'logs'
const FOLDERS = ['blobs', 'backups', 'worker', LOGS]
const SECRETS = ['token', 'task-secret', 'session-secret']

/** How programs on this machine find the running server. */
export interface ServerFile {
  readonly url: string
  readonly pid: number
  readonly version: string
  /** When its process started, in the kernel's own count: another process may have its id later. Null where that is not told. */
  readonly startTime?: string | null
}

/** What others might read of a home that somebody else, or an older version, has made. */
export function closeToOthers(home: string): void {
  for (const name of FOLDERS) tryChmod(join(home, name), 0o700)
  for (const name of [SERVER_FILE, ...SECRETS]) tryChmod(join(home, name), 0o600)
  const logs = join(home, LOGS)
  for (const name of existsSync(logs) ? readdirSync(logs) : []) tryChmod(join(logs, name), 0o600)
}

/** What is not there needs nothing, and what belongs to another user is not ours to close. */
function tryChmod(path: string, mode: number): void {
  try {
    chmodSync(path, mode)
  } catch {
    // See above.
  }
}

/**
 * A secret of the home that only its owner can read; made when it is asked for the first time. An empty file is no secret:
 * it is what a power cut, or a full disk, left of one.
 */
export function readOrCreateSecret(home: string, name: string): string {
  const path = join(home, name)
  if (existsSync(path) && !isSecret(path)) rmSync(path, { recursive: true })
  if (!existsSync(path)) createSecret(path)
  return readFileSync(path, 'utf8').trim()
}

/** A folder in its place, or what a power cut filled with something else, is none either. */
function isSecret(path: string): boolean {
  return statSync(path).isFile() && /^[\x21-\x7e]+$/.test(readFileSync(path, 'latin1').trim())
}

/** The file has its name only once it is whole; another server that was faster has made it. */
function createSecret(path: string): void {
  const draft = `${path}.${process.pid}`
  writeFileSync(draft, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flush: true })
  try {
    linkSync(draft, path)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  } finally {
    rmSync(draft, { force: true })
  }
}

export function writeServerFile(home: string, file: ServerFile): void {
  const path = join(home, SERVER_FILE)
  writeFileSync(`${path}.new`, `${JSON.stringify({ startTime: ownStartTime(), ...file })}\n`, { mode: 0o600 })
  // Whatever else has its name, a folder too.
  if (existsSync(path) && !statSync(path).isFile()) rmSync(path, { recursive: true })
  renameSync(`${path}.new`, path)
}

/** Field 22 of /proc/self/stat, which is read from behind the name of the program. */
function ownStartTime(): string | null {
  if (process.platform !== 'linux') return null
  const stat = readFileSync('/proc/self/stat', 'latin1')
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null
}

/** Removes the file, unless another server has taken the home over. */
export function removeServerFile(home: string): void {
  const path = join(home, SERVER_FILE)
  try {
    const file = JSON.parse(readFileSync(path, 'utf8')) as ServerFile
    if (file.pid === process.pid) rmSync(path, { force: true })
  } catch {
    // It is gone already, or somebody else's.
  }
}
