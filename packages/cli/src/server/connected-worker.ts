import type { AIFlowClient } from '@aiflow/sdk/client'
import { wait } from '@aiflow/sdk/internal/time'

const POLL_MS = 20

/** Waits until a worker is connected to a server. Returns false if the signal is aborted or the limit is reached first. */
export async function workerConnected(
  client: AIFlowClient,
  signal: AbortSignal,
  limitMs = Number.POSITIVE_INFINITY,
): Promise<boolean> {
  const end = performance.now() + limitMs
  while (!signal.aborted && performance.now() < end) {
    const { workers } = await client.server.info()
    if (workers.some(({ connected }) => connected)) return true
    await wait(POLL_MS)
  }
  return false
}
