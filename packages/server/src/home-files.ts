import { randomBytes } from 'node:crypto'
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const SERVER_FILE = 'server.json'

/** How programs on this machine find the running server. */
export interface ServerFile {
  readonly url: string
  readonly pid: number
  readonly version: string
}

/** A secret of the home that only its owner can read; made when it is asked for the first time. */
export function readOrCreateSecret(home: string, name: string): string {
  const path = join(home, name)
  try {
    writeFileSync(path, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' })
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
  return readFileSync(path, 'utf8').trim()
}

export function writeServerFile(home: string, file: ServerFile): void {
  const path = join(home, SERVER_FILE)
  writeFileSync(`${path}.new`, `${JSON.stringify(file)}\n`, { mode: 0o600 })
  renameSync(`${path}.new`, path)
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
