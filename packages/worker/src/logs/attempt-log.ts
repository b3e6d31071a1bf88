import { statsOf } from '../system/stats-of.ts'
import type { LogChunk, LogFile } from './log-file.ts'
import { type LogMark, readMarks } from './log-times.ts'

/** The log of an attempt: its own file, or a range of the log of a child. */
export interface AttemptLogRange {
  readonly file: LogFile
  readonly begin: number
  /** Null while it is still written. */
  readonly end: number | null
  /** Whether nothing will be added any more. */
  readonly complete: boolean
}

/** The part of a log that belongs to an attempt. Offsets count from the beginning of the attempt. */
export class AttemptLog {
  readonly complete: boolean
  /** The first offset that is still available. */
  readonly begin: number
  readonly end: number
  readonly #file: LogFile
  readonly #base: number

  constructor({ file, begin, end, complete }: AttemptLogRange) {
    this.#file = file
    this.#base = begin
    this.complete = complete
    this.end = Math.max(0, (end ?? file.end()) - begin)
    this.begin = Math.min(this.end, Math.max(0, file.begin() - begin))
  }

  /** Reads from `offset`, or from a later offset if that part is gone. Empty at the end. */
  read(offset: number, maxBytes: number): LogChunk {
    const length = Math.max(0, Math.min(maxBytes, this.end - offset))
    const chunk = this.#file.read(this.#base + offset, length)
    const at = Math.max(0, chunk.offset - this.#base)
    return { offset: Math.min(at, this.end), data: chunk.data.subarray(0, Math.max(0, this.end - at)) }
  }

  /** The times of the log. Null if there are none. The bytes after the last mark get the time of the file. */
  marks(): LogMark[] | null {
    const marks = readMarks(this.#file.path)
    if (marks === null) return null
    const shifted = marks.map(({ offset, time }) => ({ offset: offset - this.#base, time }))
    const last = shifted.at(-1)
    const found = statsOf(this.#file.path)
    if (found !== null && (last?.offset ?? 0) < this.end) {
      shifted.push({ offset: this.end, time: Math.max(Math.round(found.mtimeMs), last?.time ?? 0) })
    }
    return shifted
  }
}
