import { isAIFlowError, WorkflowStatus } from '@aiflow/sdk'
import type { AIFlowClient, ServerInfo, WorkflowExecutionResource } from '@aiflow/sdk/client'
import { wait } from '@aiflow/sdk/internal/time'
import { allPages } from '../commands/arguments/paging.ts'

const POLL_MS = 100
const LIVING = [WorkflowStatus.RUNNING, WorkflowStatus.INIT] as const

/**
 * Stops every active workflow execution of a server and waits until no task is left. Executions that start meanwhile are
 * stopped, too. `onProgress` is called each time the numbers change.
 */
export async function stopAllExecutions(
  client: AIFlowClient,
  onProgress: (info: ServerInfo) => void,
  signal: AbortSignal,
): Promise<void> {
  let last = ''
  for (;;) {
    const living = await livingExecutions(client)
    for (const { id } of living.filter(({ stopping }) => !stopping)) await stopOne(client, id)
    const info = await client.server.info({ signal })
    if (info.aliveExecutions === 0 && info.aliveTasks === 0) return
    const numbers = `${info.aliveExecutions} ${info.aliveTasks}`
    if (numbers !== last) onProgress(info)
    last = numbers
    await wait(POLL_MS, { signal })
  }
}

async function livingExecutions(client: AIFlowClient): Promise<WorkflowExecutionResource[]> {
  const lists = await Promise.all(
    LIVING.map((status) => allPages((page) => client.workflowExecutions.list({ ...page, status }))),
  )
  return lists.flat()
}

async function stopOne(client: AIFlowClient, id: number): Promise<void> {
  try {
    await client.workflowExecutions.stop(id)
  } catch (error) {
    // It ended by itself in the meantime.
    if (!isAIFlowError(error) || error.code !== 'EXECUTION_ENDED') throw error
  }
}
