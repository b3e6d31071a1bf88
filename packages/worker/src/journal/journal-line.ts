import { crc32 } from 'node:zlib'

/** A line about one attempt, in a file that has lines about many. */
export interface JournalLine {
  readonly attemptId: string
  readonly kind: string
  /** JSON. */
  readonly content: string
  /** Where the line begins in the text, in bytes. */
  readonly offset: number
}

export interface JournalLines {
  readonly lines: readonly JournalLine[]
  /** False if lines may be missing: the text has more than whole lines. A file that was cut looks like an unfinished write. */
  readonly isSound: boolean
}

export interface ParsedLines extends JournalLines {
  /** An offset behind the last piece that is no whole line. Zero if there is none. */
  readonly damageEnd: number
}

const LINE = /^([0-9a-f]{8}) (([\w-]+) (\w+) (.*))$/s

/** A whole line. The line before may have been cut off, so a line end comes first. */
export function formatLine(attemptId: string, kind: string, content: unknown): string {
  const text = `${attemptId} ${kind} ${JSON.stringify(content)}`
  return `\n${checksumOf(text)} ${text}\n`
}

/** The whole lines of a text. A line without its checksum or its line end does not count. `offset` is that of the text. */
export function parseLines(text: string, offset = 0): ParsedLines {
  const pieces = text.split('\n')
  const rest = pieces.pop()
  const lines: JournalLine[] = []
  let damageEnd = 0
  let at = offset
  for (const piece of pieces) {
    const line = piece === '' ? null : parseLine(piece, at)
    at += Buffer.byteLength(piece)
    if (line !== null) lines.push(line)
    else if (piece !== '') damageEnd = at
    at += 1
  }
  return { lines, isSound: rest === '' && damageEnd === 0, damageEnd }
}

function parseLine(piece: string, offset: number): JournalLine | null {
  const [, checksum, text = '', attemptId = '', kind = '', content = ''] = LINE.exec(piece) ?? []
  return checksum !== undefined && checksum === checksumOf(text) ? { attemptId, kind, content, offset } : null
}

function checksumOf(text: string): string {
  return crc32(text).toString(16).padStart(8, '0')
}
