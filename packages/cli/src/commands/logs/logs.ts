import type { AIFlowClient, LogChunk, ReadLogsOptions, TaskExecutionRef } from '@aiflow/sdk/client'
import type { LogMatch } from '@aiflow/sdk/internal/worker-protocol'
import { readTail } from './log-tail.ts'

const CHUNK_BYTES = 1_048_576
const MATCHES = 1000

export interface LogOptions {
  readonly follow?: boolean
  /** Lines. */
  readonly tail?: number
  /** Milliseconds since the epoch or ISO 8601. */
  readonly since?: string
  readonly attempt?: number | 'all'
  readonly grep?: string
}

/** Receives the chunks of a log in order. */
export interface LogSink {
  /** Whether no attempt has written anything. */
  readonly isEmpty: boolean
  /** `from` is the requested begin of a chunk that does not follow another one. */
  print(chunk: LogChunk, from?: number): void
  printMatch(match: LogMatch, attempt: number | undefined): void
  /** `from` is the requested begin of its chunks, or null if that is not known in advance. */
  beginAttempt(attempt: number, from: number | null): void
  /** Nothing more will come. */
  end(): Promise<void>
}

export interface LogPrinterOptions {
  readonly client: AIFlowClient
  readonly ref: TaskExecutionRef
  /** The item whose log is printed, of a task over a list. */
  readonly item?: number | undefined
  readonly output: LogSink
  readonly signal: AbortSignal
}

/** Prints the log of a task execution: of its last attempt, unless another one is named. */
export class LogPrinter {
  readonly #options: LogPrinterOptions

  constructor(options: LogPrinterOptions) {
    this.#options = options
  }

  async print({ attempt, ...options }: LogOptions): Promise<void> {
    if (attempt === 'all') return this.#printAll(options)
    if (options.grep !== undefined) return this.#printMatches(options.grep, attempt)
    const last = await this.#printAttempt(attempt, options)
    if (options.follow) await this.#follow(attempt, last)
  }

  async #printAll({ follow, grep, ...range }: LogOptions): Promise<void> {
    const { client, ref, item, output } = this.#options
    const { taskExecutions } = client
    const shown = await (item === undefined ? taskExecutions.get(ref) : taskExecutions.item(ref, item))
    const { previousAttempts, attemptNumber } = shown
    const attempts = [...previousAttempts.map((previous) => previous.attemptNumber), attemptNumber]
    const isWhole = range.tail === undefined && range.since === undefined
    for (const attempt of attempts) {
      output.beginAttempt(attempt, isWhole ? 0 : null)
      if (grep !== undefined) {
        await this.#printMatches(grep, attempt)
        continue
      }
      const isLast = attempt === attemptNumber
      // The last one may not have begun to write.
      const last = follow && isLast && isWhole ? { nextOffset: 0 } : await this.#printAttempt(attempt, range)
      if (follow && isLast) return this.#follow(undefined, { attempt, nextOffset: last.nextOffset })
    }
  }

  /** Prints what has been written so far. Returns the last chunk. */
  async #printAttempt(attempt: number | undefined, options: LogOptions): Promise<LogChunk> {
    const { output } = this.#options
    let chunk = await this.#readFirst(attempt, options)
    output.print(chunk, options.tail === undefined && options.since === undefined ? 0 : undefined)
    const end = chunk.end ?? Number.POSITIVE_INFINITY
    while (chunk.data !== '' && chunk.nextOffset < end) {
      chunk = await this.#read({ offset: chunk.nextOffset, attempt })
      output.print(chunk)
    }
    return chunk
  }

  #readFirst(attempt: number | undefined, { tail, since }: LogOptions): Promise<LogChunk> {
    if (since !== undefined) return this.#read({ since, attempt })
    if (tail === undefined) return this.#read({ offset: 0, attempt })
    if (tail === 0) return this.#read({ offset: Number.MAX_SAFE_INTEGER, attempt })
    return readTail((range) => this.#read({ ...range, attempt }), tail)
  }

  /** Goes on where a chunk ended: in the attempt that is named, or also in those that follow. */
  async #follow(only: number | undefined, last: Pick<LogChunk, 'attempt' | 'nextOffset'>): Promise<void> {
    const { client, ref, item, output, signal } = this.#options
    const from = only === undefined ? { fromAttempt: last.attempt } : { attempt: only }
    const chunks = client.taskExecutions.followLogs(ref, { ...from, item, offset: last.nextOffset, signal })
    for await (const chunk of chunks) output.print(chunk)
  }

  async #printMatches(text: string, attempt: number | undefined): Promise<void> {
    const { client, ref, item, output, signal } = this.#options
    // Stays with the same attempt, although another one may begin meanwhile.
    let searched = attempt
    for (let offset = 0; ; ) {
      const options = { offset, limit: MATCHES, item, attempt: searched, signal }
      const answer = await client.taskExecutions.searchLogs(ref, text, options)
      const { matches, nextOffset, complete } = answer
      searched ??= answer.attempt
      for (const match of matches) output.printMatch(match, searched)
      if (complete || nextOffset <= offset) return
      offset = nextOffset
    }
  }

  #read(range: ReadLogsOptions): Promise<LogChunk> {
    const { client, ref, item, signal } = this.#options
    return client.taskExecutions.readLogs(ref, { maxBytes: CHUNK_BYTES, item, signal, ...range })
  }
}
