import { AIFlowError } from '@aiflow/sdk'
import { abortedAfter } from '@aiflow/sdk/internal/time'
import type { ServerFile } from '../home/home.ts'
import { isFrozen } from '../home/processes.ts'

const ANSWER_LIMIT_MS = 5000

/** Whether the server of a home answers at all. */
async function isAnswering({ url }: ServerFile): Promise<boolean> {
  try {
    const response = await fetch(`${url}/healthz`, { signal: abortedAfter(ANSWER_LIMIT_MS) })
    await response.body?.cancel()
    return true
  } catch (error) {
    // One that refuses connections is starting, or stopping, and says so itself.
    return !(error instanceof Error && error.name === 'TimeoutError')
  }
}

/** The error about a server that does not answer, with advice. */
function silentServer({ url, pid }: ServerFile): AIFlowError {
  const state = isFrozen(pid) ? 'is frozen (stopped by a signal)' : 'does not answer'
  const goOn = isFrozen(pid) ? `Resume it with "kill -CONT ${pid}", or end it` : 'End it'
  const message = `The server of this home (process ${pid}, ${url}) ${state}. ${goOn} with "kill -9 ${pid}" and start it again. Nothing that was acknowledged is lost, and tasks continue.`
  return new AIFlowError('SERVER_UNAVAILABLE', message, { details: { url, pid } })
}

/** Throws SERVER_UNAVAILABLE if the server is running but does not answer. */
export async function requireAnswer(server: ServerFile): Promise<void> {
  if (!(await isAnswering(server))) throw silentServer(server)
}
