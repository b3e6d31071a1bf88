import { readTail } from './last-line.ts'

const TAIL_BYTES = 16 * 1024
/** V8 writes this before it aborts. */
const OUT_OF_MEMORY = /FATAL ERROR: .*(?:heap|memory)/i

/** Whether the log of a Node process ends with the message that its heap is full. */
export function ranOutOfMemory(log: string): boolean {
  return OUT_OF_MEMORY.test(readTail(log, TAIL_BYTES))
}
