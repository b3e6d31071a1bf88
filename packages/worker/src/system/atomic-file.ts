import { closeSync, existsSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs'
import { type ReadLimit, readTextFile, writeNewFile } from '@aiflow/sdk/files'
import { shortageOf } from './shortage.ts'

/** Writes a file atomically: readers see all of it or nothing. */
export function writeWhole(path: string, text: string, mode = 0o600): void {
  const draft = `${path}.${process.pid}.tmp`
  writeNewFile(draft, text, { mode })
  renameSync(draft, path)
}

/** Creates a file. False if it exists. If several callers try at once, one succeeds. */
export function createOnce(path: string, text: string): boolean {
  let fd: number
  try {
    fd = openSync(path, 'wx', 0o600)
  } catch (error) {
    if (isFileError(error, 'EEXIST')) return false
    throw error
  }
  try {
    writeSync(fd, text)
  } finally {
    closeSync(fd)
  }
  return true
}

/** Creates a file whose existence is what counts. On a full disk it may be empty. */
export function createMark(path: string, text: string): boolean {
  try {
    return createOnce(path, text)
  } catch (error) {
    if (isFileError(error, 'ENOSPC') && existsSync(path)) return true
    throw error
  }
}

/** Creates something in a folder that is nearly always there. If it is not, it is created first. */
export function createBelow(folder: string, create: () => void): void {
  try {
    create()
  } catch (error) {
    if (!isFileError(error, 'ENOENT')) throw error
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    create()
  }
}

export function readOrNull(path: string, limit: ReadLimit = {}): string | null {
  try {
    return readTextFile(path, limit)
  } catch (error) {
    if (isFileError(error, 'ENOENT') || isFileError(error, 'ENOTDIR')) return null
    throw error
  }
}

/** Like `readOrNull`, but a file that cannot be read (a folder or FIFO in its place, a broken disk, no permission) is empty. */
export function readWhatIsThere(path: string, limit: ReadLimit = {}): string | null {
  try {
    return readOrNull(path, limit)
  } catch (error) {
    // A shortage will pass, so the caller has to try again.
    if (shortageOf(error) !== null) throw error
    return ''
  }
}

export function isFileError(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
