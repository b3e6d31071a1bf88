import type { TaskExecutionRef } from '@aiflow/sdk/client'
import { client } from '../../../data/client.ts'

const CHUNK_BYTES = 1_048_576
const KEPT_MS = 60_000

/** Reads the whole log, and offers it as a file download. */
export async function downloadLog(ref: TaskExecutionRef, attempt: number): Promise<void> {
  const parts: string[] = []
  let offset = 0
  for (;;) {
    const chunk = await client.taskExecutions.readLogs(ref, { offset, attempt, maxBytes: CHUNK_BYTES })
    parts.push(chunk.data)
    offset = chunk.nextOffset
    if (chunk.complete || chunk.data === '' || offset >= (chunk.end ?? 0)) break
  }
  const { workflowExecutionId, taskName, sequenceNumber } = ref
  const url = URL.createObjectURL(new Blob(parts, { type: 'text/plain' }))
  const link = document.createElement('a')
  link.href = url
  link.download = `${workflowExecutionId}-${taskName}-${sequenceNumber}-${attempt}.log`
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), KEPT_MS)
}
