import { readTail } from './last-line.ts'

const TAIL_BYTES = 16 * 1024
/** What V8 writes before it aborts. */
const OUT_OF_MEMORY = /FATAL ERROR: .*(?:heap|memory)/i

/** Whether a process of Node wrote as its last words that its heap was full. */
export function ranOutOfMemory(log: string): boolean {
  return OUT_OF_MEMORY.test(readTail(log, TAIL_BYTES))
}
