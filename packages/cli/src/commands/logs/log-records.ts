import type { LogChunk } from '@aiflow/sdk/client'
import type { LogMatch } from '@aiflow/sdk/internal/worker-protocol'
import type { ItemWriter } from '../../output/printing/items.ts'
import type { Printer } from '../../output/printing/printer.ts'
import { LogPosition } from './log-position.ts'
import type { LogSink } from './logs.ts'

/** A line of a log, for programs. */
export interface LogRecord {
  readonly attempt: number | null
  /** When the line began, in milliseconds since the epoch; null if not known. */
  readonly time: number | null
  readonly line: string
}

/** Prints a log as one list with an item for each line, or as a stream of items if it is followed. */
export class LogRecords implements LogSink {
  readonly #printer: Printer
  readonly #position: LogPosition
  /** Null if the items are a stream. */
  readonly #items: ItemWriter | null
  #attempt: number | null = null
  /** The line that has not ended yet. */
  #begun: LogRecord | null = null
  #isEmpty = true
  #written: Promise<void> = Promise.resolve()

  constructor(printer: Printer, { follow = false }: { readonly follow?: boolean | undefined }) {
    this.#printer = printer
    this.#position = new LogPosition(printer)
    this.#items = follow ? null : printer.items()
  }

  get isEmpty(): boolean {
    return this.#isEmpty
  }

  print(chunk: LogChunk, from?: number): void {
    const { attempt = this.#attempt } = chunk
    if (this.#attempt !== null && attempt !== null && attempt !== this.#attempt) this.beginAttempt(attempt, 0)
    this.#attempt = attempt
    this.#position.pass(chunk, from)
    this.#addLines(chunk)
  }

  printMatch({ line, time }: LogMatch, attempt: number | undefined): void {
    this.#write({ attempt: attempt ?? this.#attempt, time, line })
  }

  beginAttempt(attempt: number, from: number | null): void {
    this.#finishLine()
    this.#attempt = attempt
    this.#position.set(from)
  }

  async end(): Promise<void> {
    this.#finishLine()
    await this.#written
    await this.#items?.end()
  }

  #addLines({ data, times = [] }: LogChunk): void {
    let time: number | null = null
    let next = 0
    for (let start = 0; start < data.length; ) {
      for (let mark = times[next]; mark !== undefined && mark.at <= start; mark = times[next]) {
        time = mark.time
        next += 1
      }
      const end = data.indexOf('\n', start)
      const text = data.slice(start, end === -1 ? data.length : end)
      this.#begun = { attempt: this.#attempt, time: this.#begun?.time ?? time, line: (this.#begun?.line ?? '') + text }
      if (end === -1) return
      this.#finishLine()
      start = end + 1
    }
  }

  #finishLine(): void {
    if (this.#begun !== null) this.#write(this.#begun)
    this.#begun = null
  }

  /** Keeps the order, because YAML may have to be loaded first. */
  #write(record: LogRecord): void {
    this.#isEmpty = false
    this.#written = this.#written.then(() =>
      this.#items === null ? this.#printer.next(record, '', []) : this.#items.add(record),
    )
  }
}
