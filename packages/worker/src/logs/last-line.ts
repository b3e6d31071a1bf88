import { closeSync, fstatSync, readSync } from 'node:fs'
import { openFile } from '@aiflow/sdk/files'
import { sizeOf } from './log-parts.ts'

const TAIL_BYTES = 2000
const MAX_CHARACTERS = 300

/** The last line of a log that is not blank. Null if there is none. */
export function readLastLine(path: string): string | null {
  const lines = readTail(path, TAIL_BYTES)
    .split('\n')
    .map((line) => line.trim())
  return lines.findLast((line) => line !== '')?.slice(0, MAX_CHARACTERS) ?? null
}

/** The end of a file. Empty if it is missing or is not a regular file. */
export function readTail(path: string, bytes: number): string {
  if (sizeOf(path) === 0) return ''
  const fd = openFile(path, 'read')
  try {
    const size = fstatSync(fd).size
    const buffer = Buffer.alloc(Math.min(size, bytes))
    const read = readSync(fd, buffer, 0, buffer.length, size - buffer.length)
    return buffer.toString('utf8', 0, read)
  } finally {
    closeSync(fd)
  }
}
