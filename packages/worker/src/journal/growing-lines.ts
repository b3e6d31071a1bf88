import type { AppendedFile } from '../system/appended-file.ts'
import { type JournalLine, type JournalLines, parseLines } from './journal-line.ts'

const LINE_END = 10

/** The lines of a file that grows while it is read. Each part of it is read and parsed once, however many attempts are asked for. */
export class GrowingLines {
  readonly #file: AppendedFile
  #identity = ''
  /** The part that was read: whole lines, in bytes. */
  #begin = Number.POSITIVE_INFINITY
  #end = 0
  #byAttempt = new Map<string, JournalLine[]>()
  /** An offset behind the last piece that is no whole line. */
  #damageEnd = 0
  /** Whether the file ends with a whole line. */
  #isEndWhole = true

  constructor(file: AppendedFile) {
    this.#file = file
  }

  /** The lines about an attempt, from an offset on. */
  linesOf(attemptId: string, from: number): JournalLines {
    if (from < this.#begin) this.#beginAt(from)
    this.#readOn()
    const lines = (this.#byAttempt.get(attemptId) ?? []).filter(({ offset }) => offset >= from)
    return { lines, isSound: this.#isEndWhole && this.#damageEnd <= from }
  }

  #beginAt(offset: number): void {
    this.#begin = offset
    this.#end = offset
    this.#byAttempt = new Map()
    this.#damageEnd = 0
  }

  #readOn(): void {
    const data = this.#file.readFrom(this.#end)
    const { identity, size } = this.#file
    const isSame = identity === this.#identity || this.#identity === ''
    this.#identity = identity
    if (isSame && size >= this.#end) return this.#take(data)
    this.#beginAt(0)
    this.#take(this.#file.readFrom(0))
  }

  /** What follows the last line end is read again, when more of it is there. */
  #take(data: Buffer): void {
    const length = data.lastIndexOf(LINE_END) + 1
    this.#isEndWhole = length === data.length
    const { lines, damageEnd } = parseLines(data.toString('utf8', 0, length), this.#end)
    for (const line of lines) {
      const known = this.#byAttempt.get(line.attemptId)
      if (known === undefined) this.#byAttempt.set(line.attemptId, [line])
      else known.push(line)
    }
    this.#end += length
    this.#damageEnd = Math.max(this.#damageEnd, damageEnd)
  }
}
