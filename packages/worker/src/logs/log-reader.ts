import type { MessageOf, ReadLogRequest, WorkerMessage } from '@aiflow/sdk/internal'
import type { AttemptFolder } from '../journal/attempt-folder.ts'
import type { Journal } from '../journal/journal.ts'
import { LogFile } from './log-file.ts'

/** The rest is asked for again. */
const MAX_CHUNK_BYTES = 1024 * 1024

type LogResult = MessageOf<WorkerMessage, 'log'>['result']

/** The part of a log that belongs to an attempt: all of its own log, or a range of the log of a child. */
interface Range {
  readonly log: LogFile
  readonly begin: number
  readonly end: number
  /** Nothing will be added any more. */
  readonly complete: boolean
}

export interface LogReaderOptions {
  readonly journal: Journal
  readonly childLog: (childId: string) => LogFile
}

/** Reads the logs of attempts, by offsets that count from the beginning of the attempt and survive rotation. */
export class LogReader {
  readonly #options: LogReaderOptions

  constructor(options: LogReaderOptions) {
    this.#options = options
  }

  read(request: ReadLogRequest): LogResult {
    const folder = this.#options.journal.find(request.attemptId)
    if (folder === null) {
      const message = `This worker has no log of attempt "${request.attemptId}". Logs are kept for 30 days.`
      return { type: 'error', code: 'LOG_NOT_FOUND', message }
    }
    return readRange(this.#rangeOf(folder), request)
  }

  #rangeOf(folder: AttemptFolder): Range {
    const finished = folder.readFinished()
    const complete = finished !== null
    const childLog = folder.readRecord()?.childLog ?? null
    const log = childLog === null ? new LogFile(folder.log) : this.#options.childLog(childLog.childId)
    return { log, begin: childLog?.start ?? 0, end: finished?.logEnd ?? log.end(), complete }
  }
}

function readRange(range: Range, { offset, maxBytes }: ReadLogRequest): LogResult {
  const length = range.end - range.begin
  const from = offset < 0 ? Math.max(0, length + offset) : Math.min(offset, length)
  const chunk = range.log.read(range.begin + from, Math.min(maxBytes, MAX_CHUNK_BYTES, length - from))
  const own = chunk.data.subarray(0, Math.max(0, range.end - chunk.offset))
  const data = withWholeCharacters(own, range.complete)
  const at = Math.max(0, chunk.offset - range.begin)
  const nextOffset = Math.min(at + data.length, length)
  return {
    type: 'ok',
    offset: at,
    nextOffset,
    data: data.toString('utf8'),
    complete: range.complete && nextOffset >= length,
  }
}

/** Leaves a character that is cut at the end to the next chunk. */
function withWholeCharacters(data: Buffer, complete: boolean): Buffer {
  for (let back = 1; back <= Math.min(3, data.length); back += 1) {
    const byte = data[data.length - back] ?? 0
    if (byte < 0x80) return data
    if (byte >= 0xc0) {
      const isCut = back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2)
      return isCut && !(complete && data.length === back) ? data.subarray(0, data.length - back) : data
    }
  }
  return data
}
