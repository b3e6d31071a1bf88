import { setImmediate as breathe } from 'node:timers/promises'
import type { LogMatch, SearchLogRequest } from '@aiflow/sdk/internal/worker-protocol'
import type { AttemptLog } from './attempt-log.ts'
import { firstMark, type LogMark } from './log-times.ts'

const STEP_BYTES = 1024 * 1024
/** At most this much is searched for one request. */
const MAX_BYTES = 32 * STEP_BYTES
/** A longer line is cut around the match. */
const MAX_LINE_BYTES = 4096
const BEFORE_BYTES = 512
const LINE_END = 10

interface Found {
  readonly matches: LogMatch[]
  /** Where the next request continues. */
  readonly nextOffset: number
  /** Whether the whole log was searched, and is complete. */
  readonly complete: boolean
}

/** Finds the lines of a log that contain a text, from an offset on. */
export async function searchLog(log: AttemptLog, { text, offset, limit }: SearchLogRequest): Promise<Found> {
  const scan = new Scan(Buffer.from(text), log.marks(), limit)
  let position = Math.max(offset, log.begin)
  const last = position + MAX_BYTES
  while (position < Math.min(log.end, last) && !scan.isFull) {
    const { offset: at, data } = log.read(position, STEP_BYTES)
    const isLast = at + data.length >= log.end
    position = scan.look(at, data, isLast ? (log.complete ? 'end' : 'growing') : 'more')
    if (isLast) break
    await breathe()
  }
  return { matches: scan.matches, nextOffset: position, complete: position >= log.end && log.complete }
}

class Scan {
  readonly matches: LogMatch[] = []
  readonly #text: Buffer
  readonly #marks: readonly LogMark[] | null
  readonly #limit: number

  constructor(text: Buffer, marks: readonly LogMark[] | null, limit: number) {
    this.#text = text
    this.#marks = marks
    this.#limit = limit
  }

  get isFull(): boolean {
    return this.matches.length >= this.#limit
  }

  /** Searches complete lines, and parts of lines that are too long or incomplete. Returns where to continue. */
  look(offset: number, data: Buffer, follows: 'more' | 'growing' | 'end'): number {
    const whole = data.lastIndexOf(LINE_END) + 1
    const end = follows !== 'more' || whole === 0 ? data.length : whole
    let at = 0
    while (at < end) {
      const found = data.subarray(0, end).indexOf(this.#text, at)
      if (found < 0) break
      const start = data.lastIndexOf(LINE_END, found) + 1
      const stop = data.indexOf(LINE_END, found)
      at = stop < 0 || stop >= end ? end : stop + 1
      this.#add(offset, data.subarray(start, at), { start, found })
      if (this.isFull) return offset + at
    }
    if (follows === 'end') return offset + end
    if (follows === 'growing') return offset + Math.max(at, whole)
    // The text may lie across the cut of a line that is too long.
    return offset + (whole > 0 ? whole : Math.max(1, end - this.#text.length + 1))
  }

  #add(offset: number, line: Buffer, { start, found }: { start: number; found: number }): void {
    const from = line.length <= MAX_LINE_BYTES ? 0 : Math.max(0, found - start - BEFORE_BYTES)
    const shown = line.subarray(from, from + MAX_LINE_BYTES)
    const at = offset + start
    const mark = this.#marks?.[firstMark(this.#marks, (each) => each.offset > at)]
    this.matches.push({ offset: at, line: shown.toString('utf8').replace(/\r?\n$/, ''), time: mark?.time ?? null })
  }
}
