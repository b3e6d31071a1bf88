import { AIFlowClient } from '@aiflow/sdk/client'
import { type Address, addressOfTask } from './address.ts'
import type { TaskEnvironment } from './config.ts'

export function connect({ url, token }: Address): AIFlowClient {
  return new AIFlowClient({ url, token })
}

/** A client with the rights of the calling task. It waits until the server is back, wherever that is then. */
export function connectAsTask(task: TaskEnvironment): AIFlowClient {
  return new AIFlowClient({
    url: () => addressOfTask(task).url,
    token: () => addressOfTask(task).token,
    retry: { attempts: Number.POSITIVE_INFINITY },
  })
}
