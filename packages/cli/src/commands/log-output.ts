import type { LogChunk } from '@aiflow/sdk/client'
import type { LogMatch } from '@aiflow/sdk/internal'
import type { Printer } from '../output/printer.ts'

export interface LogOutputOptions {
  readonly timestamps: boolean
}

/** Prints the chunks of a log in their order, and says where something is missing or another attempt begins. */
export class LogOutput {
  readonly #printer: Printer
  readonly #timestamps: boolean
  #attempt: number | null = null
  #position: number | null = null
  #isAtLineStart = true
  #isEmpty = true
  #saidUnknown = false

  constructor(printer: Printer, { timestamps }: LogOutputOptions) {
    this.#printer = printer
    this.#timestamps = timestamps
  }

  /** Whether nothing was printed of any attempt. */
  get isEmpty(): boolean {
    return this.#isEmpty
  }

  /** `from`: where the chunk was asked to begin, where it does not follow another one. */
  print(chunk: LogChunk, from?: number): void {
    const { attempt = null, offset, nextOffset, data } = chunk
    if (this.#attempt !== null && attempt !== null && attempt !== this.#attempt) this.beginAttempt(attempt, 0)
    this.#attempt = attempt ?? this.#attempt
    this.#tellMissing(offset - (this.#position ?? from ?? offset))
    this.#position = nextOffset
    if (data === '') return
    this.#isEmpty = false
    this.#printer.raw(this.#timestamps ? this.#withTimes(chunk) : data)
    this.#isAtLineStart = data.endsWith('\n')
  }

  printMatch({ line, time }: LogMatch): void {
    this.#printer.raw(`${this.#timestamps ? this.#stamp(time) : ''}${line}\n`)
  }

  /** `from`: where the chunks of it were asked to begin; null where that is not known before they come. */
  beginAttempt(attempt: number, from: number | null): void {
    const { colors } = this.#printer
    this.#printer.raw(`${this.#isAtLineStart ? '' : '\n'}${colors.dim(`--- attempt ${attempt} ---`)}\n`)
    this.#isAtLineStart = true
    this.#attempt = attempt
    this.#position = from
  }

  #tellMissing(bytes: number): void {
    if (bytes > 0) this.#printer.note(this.#printer.noteColors.dim(`(${showBytes(bytes)} of the log were not kept)`))
  }

  #withTimes({ data, times }: LogChunk): string {
    if (times === undefined) {
      if (!this.#saidUnknown) this.#printer.note('The times of this log are not known: AIFlow 0.1.0 did not keep them.')
      this.#saidUnknown = true
      return data
    }
    let text = ''
    for (let start = 0, next = 0, time: number | null = null; start < data.length; ) {
      for (let mark = times[next]; mark !== undefined && mark.at <= start; mark = times[next]) {
        time = mark.time
        next += 1
      }
      const end = data.indexOf('\n', start) + 1 || data.length
      text += `${start > 0 || this.#isAtLineStart ? this.#stamp(time) : ''}${data.slice(start, end)}`
      start = end
    }
    return text
  }

  #stamp(time: number | null): string {
    return `${this.#printer.colors.dim(time === null ? '-' : new Date(time).toISOString())} `
  }
}

function showBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} bytes`
  return bytes < 1024 * 1024 ? `${Math.round(bytes / 1024)} KiB` : `${Math.round(bytes / 1024 / 1024)} MiB`
}
