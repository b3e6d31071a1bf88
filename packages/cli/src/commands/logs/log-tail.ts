import { isAIFlowError } from '@aiflow/sdk'
import type { LogChunk, ReadLogsOptions } from '@aiflow/sdk/client'

const LARGEST_BYTES = 1_048_576

/** The chunk with which the last lines of a log begin. */
export async function readTail(read: (range: ReadLogsOptions) => Promise<LogChunk>, lines: number): Promise<LogChunk> {
  try {
    return await read({ line: -lines })
  } catch (error) {
    if (isAIFlowError(error) && error.code === 'PROTOCOL_MISMATCH') return readTailByBytes(read, lines)
    throw error
  }
}

/** A worker of 0.1.0 cannot seek by line. Reads more and more from the end until there are enough lines, or 1 MiB. */
async function readTailByBytes(read: (range: ReadLogsOptions) => Promise<LogChunk>, lines: number): Promise<LogChunk> {
  for (let size = 16_384; ; size = Math.min(size * 4, LARGEST_BYTES)) {
    const chunk = await read({ offset: -size, maxBytes: size })
    const data = lastLines(chunk.data, lines)
    if (data !== chunk.data || size === LARGEST_BYTES || chunk.nextOffset - chunk.offset < size)
      return { ...chunk, data }
  }
}

/** The last lines of a text; an unfinished one counts. */
export function lastLines(text: string, count: number): string {
  let start = text.endsWith('\n') ? text.length - 1 : text.length
  for (let line = 0; line < count; line += 1) {
    start = text.lastIndexOf('\n', start - 1)
    if (start <= 0) return start === 0 && line === count - 1 ? text.slice(1) : text
  }
  return text.slice(start + 1)
}
