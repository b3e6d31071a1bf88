import type { AIFlowClient, TaskExecutionRef } from '@aiflow/sdk/client'
import type { Session } from '../session.ts'

const CHUNK_BYTES = 262_144

export interface LogOptions {
  readonly follow?: boolean
  readonly tail?: number
}

/** Prints the log of a task execution as it is; only the last lines where `tail` is given. */
export async function printLogs(
  session: Session,
  client: AIFlowClient,
  ref: TaskExecutionRef,
  { follow = false, tail }: LogOptions,
): Promise<void> {
  let offset = 0
  if (tail !== undefined) {
    const last = await readTail(client, ref, tail)
    session.printer.raw(last.text)
    if (!follow) return
    offset = last.nextOffset
  }
  if (!follow) return printAll(session, client, ref)
  for await (const chunk of client.taskExecutions.followLogs(ref, { offset, signal: session.signal })) {
    session.printer.raw(chunk.data)
  }
}

async function printAll(session: Session, client: AIFlowClient, ref: TaskExecutionRef): Promise<void> {
  let offset = 0
  for (;;) {
    const chunk = await client.taskExecutions.readLogs(ref, { offset, maxBytes: CHUNK_BYTES })
    if (chunk.data === '') return
    session.printer.raw(chunk.data)
    offset = chunk.nextOffset
  }
}

/** Reads ever more from the end until there are enough lines. */
async function readTail(
  client: AIFlowClient,
  ref: TaskExecutionRef,
  lines: number,
): Promise<{ text: string; nextOffset: number }> {
  for (let maxBytes = 16_384; ; maxBytes *= 4) {
    const size = Math.min(maxBytes, 1_048_576)
    const chunk = await client.taskExecutions.readLogs(ref, { offset: -size, maxBytes: size })
    const text = lastLines(chunk.data, lines)
    const isAll = text !== chunk.data || size < maxBytes || chunk.nextOffset - chunk.offset < size
    if (isAll) return { text, nextOffset: chunk.nextOffset }
  }
}

/** The last lines of a text; an unfinished one counts. */
export function lastLines(text: string, count: number): string {
  if (count === 0) return ''
  let start = text.endsWith('\n') ? text.length - 1 : text.length
  for (let line = 0; line < count; line += 1) {
    start = text.lastIndexOf('\n', start - 1)
    if (start <= 0) return start === 0 && line === count - 1 ? text.slice(1) : text
  }
  return text.slice(start + 1)
}
