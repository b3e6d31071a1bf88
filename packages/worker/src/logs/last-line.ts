import { closeSync, fstatSync, readSync } from 'node:fs'
import { stripVTControlCharacters } from 'node:util'
import { openFile } from '@aiflow/sdk/files'
import type { LogFile } from './log-file.ts'
import { listParts, sizeOf } from './log-parts.ts'

const TAIL_BYTES = 4000
const MAX_CHARACTERS = 300
/** The rest of a character that begins before the tail. */
const CUT = /^\ufffd+/
/** Also those that change the direction of text. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: this is what is removed
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g

/** The last line that is not blank, of what was written from an offset on. Null if there is none. */
export function readLastLineSince(log: LogFile, offset: number): string | null {
  return linesOf(readTailSince(log, offset, TAIL_BYTES)).at(-1) ?? null
}

/** The end of what was written from an offset on: tasks share the log of their child, one after the other. */
export function readTailSince(log: LogFile, offset: number, bytes: number): string {
  const from = Math.max(offset, log.end() - bytes)
  return log.read(from, bytes).data.toString('utf8')
}

/** The last lines of a log that are not blank, without control characters. Long ones are cut. */
export function readLastLines(path: string, count: number): string[] {
  // The log is empty right after it was moved into a part.
  const files = [
    path,
    ...listParts(path)
      .map((part) => part.path)
      .reverse(),
  ]
  const end = files.find((file) => sizeOf(file) > 0) ?? path
  return linesOf(readTail(end, TAIL_BYTES)).slice(-count)
}

function linesOf(text: string): string[] {
  const lines = text.replace(CUT, '').split('\n').map(cleaned)
  return lines.filter((line) => line !== '')
}

/** What a terminal would show: of a progress bar, its last state. */
function cleaned(line: string): string {
  const shown = line.trimEnd().split('\r').at(-1) ?? ''
  const text = stripVTControlCharacters(shown).replace(CONTROL, '').trim()
  return text.length <= MAX_CHARACTERS ? text : `${text.slice(0, MAX_CHARACTERS).toWellFormed()}…`
}

/** The end of a file. Empty if it is missing or is not a regular file. */
function readTail(path: string, bytes: number): string {
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
