import { setImmediate as breathe } from 'node:timers/promises'
import { counted } from '@aiflow/sdk/internal/text'
import type { MessageOf, ReadLogRequest, SearchLogRequest, WorkerMessage } from '@aiflow/sdk/internal/worker-protocol'
import type { AttemptFiles } from '../journal/attempt-files.ts'
import type { Journal } from '../journal/journal.ts'
import { AttemptLog } from './attempt-log.ts'
import { LogFile } from './log-file.ts'
import { searchLog } from './log-search.ts'
import { decodeTimed, withWholeCharacters } from './log-text.ts'
import { firstMark } from './log-times.ts'

/** The reader asks again for the rest. */
const MAX_CHUNK_BYTES = 1024 * 1024
const LINE_END = 10

type LogResult = MessageOf<WorkerMessage, 'log'>['result']
type MatchesResult = MessageOf<WorkerMessage, 'logMatches'>['result']

export interface LogReaderOptions {
  readonly journal: Journal
  readonly childLog: (childId: string) => LogFile
  /** How long logs are kept. */
  readonly keptDays: () => number
}

/** Reads the logs of attempts. Offsets count from the beginning of the attempt, and stay valid over rotations. */
export class LogReader {
  readonly #options: LogReaderOptions

  constructor(options: LogReaderOptions) {
    this.#options = options
  }

  async read(request: ReadLogRequest): Promise<LogResult> {
    const log = this.#find(request.attemptId)
    return log === null ? this.#notFound(request.attemptId) : readPart(log, await placeOf(log, request), request)
  }

  async search(request: SearchLogRequest): Promise<MatchesResult> {
    const log = this.#find(request.attemptId)
    return log === null ? this.#notFound(request.attemptId) : { type: 'ok', ...(await searchLog(log, request)) }
  }

  #notFound(attemptId: string) {
    const days = this.#options.keptDays()
    const message = `This worker has no log of attempt "${attemptId}". Logs are kept for ${counted(days, 'day')}.`
    return { type: 'error', code: 'LOG_NOT_FOUND', message } as const
  }

  #find(attemptId: string): AttemptLog | null {
    const files = this.#options.journal.find(attemptId)
    return files === null ? null : this.#logOf(files)
  }

  #logOf(files: AttemptFiles): AttemptLog {
    const finished = files.readFinished()
    const childLog = files.readRecord()?.childLog ?? null
    const start = childLog?.start ?? null
    const file =
      childLog === null || start === null ? new LogFile(files.folder.log) : this.#options.childLog(childLog.childId)
    return new AttemptLog({
      file,
      begin: start ?? 0,
      end: finished?.logEnd ?? null,
      complete: finished !== null,
    })
  }
}

/** The offset to begin at, from a time, a line or an offset. */
async function placeOf(log: AttemptLog, { offset, since, line }: ReadLogRequest): Promise<number> {
  if (since !== undefined) {
    const marks = log.marks() ?? []
    const index = firstMark(marks, ({ time }) => time >= since)
    return index === marks.length && marks.length > 0 ? log.end : Math.max(0, marks[index - 1]?.offset ?? 0)
  }
  if (line !== undefined) return line < 0 ? offsetOfLastLines(log, -line) : offsetOfLine(log, line)
  return offset < 0 ? Math.max(0, log.end + offset) : Math.min(offset, log.end)
}

/** Line 1 is the first line that is still kept. */
async function offsetOfLine(log: AttemptLog, line: number): Promise<number> {
  let left = line - 1
  for (let position = log.begin; left > 0 && position < log.end; ) {
    const { offset, data } = log.read(position, MAX_CHUNK_BYTES)
    if (data.length === 0) break
    for (let at = data.indexOf(LINE_END); at >= 0; at = data.indexOf(LINE_END, at + 1)) {
      left -= 1
      if (left === 0) return offset + at + 1
    }
    position = offset + data.length
    await breathe()
  }
  return left > 0 ? log.end : log.begin
}

/** An incomplete last line counts as a line. */
async function offsetOfLastLines(log: AttemptLog, lines: number): Promise<number> {
  let left = lines
  for (let end = log.end; end > log.begin; ) {
    const start = Math.max(log.begin, end - MAX_CHUNK_BYTES)
    const { offset, data } = log.read(start, end - start)
    const own = data.subarray(0, Math.max(0, end - offset))
    // No line begins after the line end at the very end.
    const last = end === log.end ? own.length - 1 : own.length
    for (let at = lastLineEnd(own, last); at >= 0; at = lastLineEnd(own, at)) {
      left -= 1
      if (left === 0) return offset + at + 1
    }
    end = start
    await breathe()
  }
  return log.begin
}

function lastLineEnd(data: Buffer, before: number): number {
  return before <= 0 ? -1 : data.lastIndexOf(LINE_END, before - 1)
}

function readPart(log: AttemptLog, from: number, { maxBytes, align }: ReadLogRequest): LogResult {
  const limit = Math.min(maxBytes, MAX_CHUNK_BYTES)
  const place = align === 'line' ? lineStart(log, from, limit) : from
  const chunk = log.read(place, limit)
  const isLast = chunk.offset + chunk.data.length >= log.end
  const data = isLast && log.complete ? chunk.data : withWholeCharacters(isLast ? chunk.data : cut(chunk.data, align))
  const nextOffset = chunk.offset + data.length
  const { begin, end } = log
  const marks = log.marks()
  const timed = decodeTimed(data, chunk.offset, marks ?? [])
  return {
    type: 'ok',
    offset: chunk.offset,
    nextOffset,
    data: timed.data,
    complete: log.complete && nextOffset >= end,
    begin,
    end,
    ...(marks === null ? {} : { times: [...timed.times] }),
  }
}

/** Where the first line at or after an offset begins. The offset itself if none begins within `maxBytes`. */
function lineStart(log: AttemptLog, from: number, maxBytes: number): number {
  if (from <= log.begin) return log.begin
  const { offset, data } = log.read(from - 1, maxBytes)
  const at = data.indexOf(LINE_END)
  return at < 0 || offset > from ? from : offset + at + 1
}

function cut(data: Buffer, align: ReadLogRequest['align']): Buffer {
  const last = align === 'line' ? data.lastIndexOf(LINE_END) : -1
  return last < 0 ? data : data.subarray(0, last + 1)
}
