import { randomBytes } from 'node:crypto'
import { existsSync, linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const SERVER_FILE = 'server.json'

/** How programs on this machine find the running server. */
export interface ServerFile {
  readonly url: string
  readonly pid: number
  readonly version: string
  /** When its process started, in the kernel's own count: another process may have its id later. Null where that is not told. */
  readonly startTime?: string | null
}

/**
 * A secret of the home that only its owner can read; made when it is asked for the first time. An empty file is no secret:
 * it is what a power cut, or a full disk, left of one.
 */
export function readOrCreateSecret(home: string, name: string): string {
  const path = join(home, name)
  if (existsSync(path) && readFileSync(path, 'utf8').trim() === '') rmSync(path)
  if (!existsSync(path)) createSecret(path)
  return readFileSync(path, 'utf8').trim()
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
