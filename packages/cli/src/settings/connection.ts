import { AIFlowClient } from '@aiflow/sdk/client'
import { type Address, addressOfTask, urlOfTask } from './address.ts'
import type { TaskEnvironment } from './config.ts'

/** A client of a server. If the address is a function, it is called for each attempt. */
export function connect(address: Address | (() => Address)): AIFlowClient {
  if (typeof address !== 'function') return new AIFlowClient({ url: address.url, token: address.token })
  return new AIFlowClient({ url: () => address().url, token: () => address().token })
}

/** A client with the rights of the calling task. It waits until the server is back, possibly at another address. */
export function connectAsTask(task: TaskEnvironment): AIFlowClient {
  return new AIFlowClient({
    url: () => urlOfTask(task),
    token: () => addressOfTask(task).token,
    retry: { attempts: Number.POSITIVE_INFINITY },
  })
}
