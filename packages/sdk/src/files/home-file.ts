import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  type Stats,
  writeFileSync,
} from 'node:fs'

/*
 * Opens the files of a home, for all programs. Anything may stand in the place of a file: opening a FIFO or a device could
 * block the thread for ever. So files are opened without blocking, and anything that is not a file, or is larger than a file
 * of its kind can be, is refused.
 */

const { O_APPEND, O_CREAT, O_NONBLOCK, O_RDONLY, O_RDWR, O_WRONLY } = constants
const FLAGS = {
  read: O_RDONLY,
  append: O_WRONLY | O_CREAT | O_APPEND,
  extend: O_RDWR | O_APPEND,
  update: O_RDWR,
  overwrite: O_WRONLY | O_CREAT,
}
const OWNER_ONLY = 0o600
/** No file of a home that is read as a whole is larger. */
const LARGE_FILE_BYTES = 128 * 1024 * 1024
/** Errors for what is not a readable file: see errno(3). ENXIO is a socket, or a FIFO without a reader. */
const DAMAGES = ['EFTYPE', 'EFBIG', 'EISDIR', 'ELOOP', 'ENXIO']

/** Limit of files with names, addresses and secrets. */
export const SMALL_FILE_BYTES = 64 * 1024

/** How much of a file is read. */
export interface ReadLimit {
  /** Maximum size of the file; 128 MiB by default. */
  readonly maxBytes?: number
}

/** Opens a file without blocking. Throws the errors of `openSync`, and one with the code `EFTYPE` if it is not a file. */
export function openFile(path: string, access: keyof typeof FLAGS): number {
  const fd = openSync(path, FLAGS[access] | O_NONBLOCK, OWNER_ONLY)
  try {
    const stats = fstatSync(fd)
    if (stats.isFile()) return fd
    throw fileError('EFTYPE', `"${path}" is ${kindOf(stats)}, not a file`)
  } catch (error) {
    closeSync(fd)
    throw error
  }
}

/** Reads a file. Throws the errors of `openFile`, and one with the code `EFBIG` if the file is too large. */
export function readFile(path: string, { maxBytes = LARGE_FILE_BYTES }: ReadLimit = {}): Buffer {
  const fd = openFile(path, 'read')
  try {
    const { size } = fstatSync(fd)
    if (size <= maxBytes) return readFileSync(fd)
    throw fileError('EFBIG', `"${path}" has ${size} bytes, and never more than ${maxBytes} unless it is damaged`)
  } finally {
    closeSync(fd)
  }
}

/** Reads a file as text. Throws the errors of `readFile`. */
export function readTextFile(path: string, limit: ReadLimit = {}): string {
  return readFile(path, limit).toString('utf8')
}

/** Appends text to a file, which is created if it does not exist. Throws the errors of `openFile`. */
export function appendToFile(path: string, text: string): void {
  const fd = openFile(path, 'append')
  try {
    writeFileSync(fd, text)
  } finally {
    closeSync(fd)
  }
}

/** Writes a new file. A file that an earlier try left is removed first. */
export function writeNewFile(
  path: string,
  content: string | Uint8Array,
  { mode = OWNER_ONLY, flush = false } = {},
): void {
  rmSync(path, { recursive: true, force: true })
  writeFileSync(path, content, { mode, flush, flag: 'wx' })
}

/** Opens a log to append to. Anything that is not a file is set aside, and the new log begins with a line that says so. */
export function openLog(path: string): number {
  try {
    return openFile(path, 'append')
  } catch (error) {
    if (!isDamagedFile(error)) throw error
    appendToFile(path, `${setAside(path)}\n`)
    return openFile(path, 'append')
  }
}

/** Whether the error says that something else is in the place of a file, so that another try would not help. */
export function isDamagedFile(error: unknown): boolean {
  return error instanceof Error && 'code' in error && DAMAGES.includes(String(error.code))
}

/** Renames a damaged file, and returns a line that says so. */
export function setAside(path: string): string {
  const what = kindOf(lstatSync(path))
  const kept = `${path}.damaged-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`
  renameSync(path, kept)
  return `"${path}" was damaged (${what}) and was created again. The old file is kept as "${kept}"; remove it when you no longer need it.`
}

function kindOf(stats: Stats): string {
  if (stats.isDirectory()) return 'a folder'
  if (stats.isFIFO()) return 'a FIFO'
  if (stats.isSocket()) return 'a socket'
  if (stats.isSymbolicLink()) return 'a symbolic link that leads to no file'
  return stats.isFile() ? `a file of ${stats.size} bytes` : 'a device'
}

function fileError(code: string, message: string): Error {
  return Object.assign(new Error(message), { code })
}
