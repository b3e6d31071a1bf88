import { readTailSince } from './last-line.ts'
import type { LogFile } from './log-file.ts'

const TAIL_BYTES = 16 * 1024
/** V8 writes this before it aborts. */
const OUT_OF_MEMORY = /FATAL ERROR: .*(?:heap|memory)/i

/** Whether the log of a Node process, from an offset on, ends with the message that its heap is full. */
export function ranOutOfMemory(log: LogFile, since: number): boolean {
  return OUT_OF_MEMORY.test(readTailSince(log, since, TAIL_BYTES))
}
