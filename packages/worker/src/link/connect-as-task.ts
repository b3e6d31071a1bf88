import type { AIFlowClient } from '@aiflow/sdk/client'
import { AIFlowError } from '@aiflow/sdk/internal/errors'
import type { AttemptSpec } from '@aiflow/sdk/internal/worker-protocol'

/** Creates a client with the rights of a task, which retries until the server answers. It is imported when needed. */
export async function connectAsTask(
  { token }: Pick<AttemptSpec, 'token'>,
  serverUrl: () => string,
): Promise<AIFlowClient> {
  const { AIFlowClient } = await import('@aiflow/sdk/client')
  return new AIFlowClient({ url: () => urlOf(serverUrl()), token, retry: { attempts: Number.POSITIVE_INFINITY } })
}

function urlOf(url: string): string {
  if (url !== '') return url
  throw new AIFlowError('SERVER_UNAVAILABLE', 'The worker has not been connected to a server yet.')
}
