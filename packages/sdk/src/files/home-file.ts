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
 * How all programs open the files of a home. What stands in the place of a file may be anything by then: a FIFO or a
 * device would hold up the thread that opens it for ever. So nothing is opened with waiting, what is no file is refused,
 * and so is what is larger than it can be.
 */

const { O_APPEND, O_CREAT, O_NONBLOCK, O_RDONLY, O_RDWR, O_WRONLY } = constants
const FLAGS = { read: O_RDONLY, append: O_WRONLY | O_CREAT | O_APPEND, update: O_RDWR, overwrite: O_WRONLY | O_CREAT }
const OWNER_ONLY = 0o600
/** No file of a home that is read whole is larger. */
const LARGE_FILE_BYTES = 128 * 1024 * 1024
/** What is no file, or none that can be read, whoever tries: errno(3). ENXIO is a socket, or a FIFO that nobody reads. */
const DAMAGES = ['EFTYPE', 'EFBIG', 'EISDIR', 'ELOOP', 'ENXIO']

/** Of names, addresses and secrets. */
export const SMALL_FILE_BYTES = 64 * 1024

export interface ReadLimit {
  /** 128 MiB where it is not given. */
  readonly maxBytes?: number
}

/** A descriptor of a file; never waits. Throws as `openSync` does, and with the code `EFTYPE` where it is something else. */
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

/** Throws as `openFile` does, and with the code `EFBIG` where the file is too large. */
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

export function readTextFile(path: string, limit: ReadLimit = {}): string {
  return readFile(path, limit).toString('utf8')
}

export function appendToFile(path: string, text: string): void {
  const fd = openFile(path, 'append')
  try {
    writeFileSync(fd, text)
  } finally {
    closeSync(fd)
  }
}

/** Writes a file that nobody else has by this name: what an earlier try left is removed. */
export function writeNewFile(
  path: string,
  content: string | Uint8Array,
  { mode = OWNER_ONLY, flush = false } = {},
): void {
  rmSync(path, { recursive: true, force: true })
  writeFileSync(path, content, { mode, flush, flag: 'wx' })
}

/** A log to append to. What is no file is set aside, and the new log begins with a line that says so. */
export function openLog(path: string): number {
  try {
    return openFile(path, 'append')
  } catch (error) {
    if (!isDamagedFile(error)) throw error
    appendToFile(path, `${setAside(path)}\n`)
    return openFile(path, 'append')
  }
}

/** Whether the error says that something else is in the place of a file: trying again is of no use. */
export function isDamagedFile(error: unknown): boolean {
  return error instanceof Error && 'code' in error && DAMAGES.includes(String(error.code))
}

/** Renames what is damaged, and says so. */
export function setAside(path: string): string {
  const what = kindOf(lstatSync(path))
  const kept = `${path}.damaged-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`
  renameSync(path, kept)
  return `"${path}" was damaged (${what}) and was created anew. The old file is kept as "${kept}"; remove it when you no longer need it.`
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
