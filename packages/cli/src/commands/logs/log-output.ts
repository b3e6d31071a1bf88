import type { LogChunk } from '@aiflow/sdk/client'
import type { LogMatch } from '@aiflow/sdk/internal/worker-protocol'
import type { Printer } from '../../output/printing/printer.ts'
import { LogPosition } from './log-position.ts'
import type { LogSink } from './logs.ts'

export interface LogOutputOptions {
  readonly timestamps: boolean
}

/** Prints the chunks of a log unchanged. Says where something is missing, and where another attempt begins. */
export class LogOutput implements LogSink {
  readonly #printer: Printer
  readonly #timestamps: boolean
  readonly #position: LogPosition
  #attempt: number | null = null
  #isAtLineStart = true
  #isEmpty = true
  #saidUnknown = false

  constructor(printer: Printer, { timestamps }: LogOutputOptions) {
    this.#printer = printer
    this.#timestamps = timestamps
    this.#position = new LogPosition(printer)
  }

  get isEmpty(): boolean {
    return this.#isEmpty
  }

  print(chunk: LogChunk, from?: number): void {
    const { attempt = null, data } = chunk
    if (this.#attempt !== null && attempt !== null && attempt !== this.#attempt) this.beginAttempt(attempt, 0)
    this.#attempt = attempt ?? this.#attempt
    this.#position.pass(chunk, from)
    if (data === '') return
    this.#isEmpty = false
    this.#printer.raw(this.#timestamps ? this.#withTimes(chunk) : data)
    this.#isAtLineStart = data.endsWith('\n')
  }

  printMatch({ line, time }: LogMatch): void {
    this.#printer.raw(`${this.#timestamps ? this.#stamp(time) : ''}${line}\n`)
  }

  async end(): Promise<void> {}

  beginAttempt(attempt: number, from: number | null): void {
    const { colors } = this.#printer
    this.#printer.raw(`${this.#isAtLineStart ? '' : '\n'}${colors.dim(`--- attempt ${attempt} ---`)}\n`)
    this.#isAtLineStart = true
    this.#attempt = attempt
    this.#position.set(from)
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
