import { client } from '../../../data/client.ts'
import type { LogRef } from './log-window.ts'

const CHUNK_BYTES = 1_048_576
const KEPT_MS = 60_000

/** Reads the whole log, and offers it as a file download. */
export async function downloadLog(ref: LogRef, attempt: number): Promise<void> {
  const parts: string[] = []
  let offset = 0
  for (;;) {
    const chunk = await client.taskExecutions.readLogs(ref, { item: ref.item, offset, attempt, maxBytes: CHUNK_BYTES })
    parts.push(chunk.data)
    offset = chunk.nextOffset
    if (chunk.complete || chunk.data === '' || offset >= (chunk.end ?? 0)) break
  }
  const { workflowExecutionId, taskName, sequenceNumber, item } = ref
  const name = [workflowExecutionId, taskName, sequenceNumber, item, attempt].filter((part) => part !== undefined)
  const url = URL.createObjectURL(new Blob(parts, { type: 'text/plain' }))
  const link = document.createElement('a')
  link.href = url
  link.download = `${name.join('-')}.log`
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), KEPT_MS)
}
