import { isAIFlowError, WorkflowStatus } from '@aiflow/sdk'
import type { AIFlowClient, ServerInfo, WorkflowExecutionResource } from '@aiflow/sdk/client'
import { wait } from '@aiflow/sdk/internal/time'
import { allPages } from '../commands/arguments/paging.ts'

const POLL_MS = 100
const LIVING = [WorkflowStatus.RUNNING, WorkflowStatus.INIT] as const

export interface StopListener {
  /** Called each time the numbers of what is left change. */
  readonly onProgress: (info: ServerInfo) => void
  /** Called with the ids of the backfills that were paused. */
  readonly onPaused: (ids: readonly number[]) => void
}

/**
 * Stops every active workflow execution of a server and waits until no task is left. Executions that start meanwhile are
 * stopped, too, and backfills are paused: they would start one after the other. `onProgress` is called each time the numbers
 * change.
 */
export async function stopAllExecutions(
  client: AIFlowClient,
  { onProgress, onPaused }: StopListener,
  signal: AbortSignal,
): Promise<void> {
  const paused = await pauseBackfills(client)
  if (paused.length > 0) onPaused(paused)
  let last = ''
  for (;;) {
    const living = await livingExecutions(client)
    for (const { id } of toStop(living)) await stopOne(client, id)
    const info = await client.server.info({ signal })
    if (info.aliveExecutions === 0 && info.aliveTasks === 0) return
    const numbers = `${info.aliveExecutions} ${info.aliveTasks}`
    if (numbers !== last) onProgress(info)
    last = numbers
    await wait(POLL_MS, { signal })
  }
}

/** Returns the ids of those that it paused. */
async function pauseBackfills(client: AIFlowClient): Promise<readonly number[]> {
  const running = await allPages((page) => client.backfills.list({ ...page, status: WorkflowStatus.RUNNING }))
  const ids = running.filter(({ paused, stopping }) => !paused && !stopping).map(({ id }) => id)
  const paused: number[] = []
  for (const id of ids) if (await pauseOne(client, id)) paused.push(id)
  return paused
}

/** False if it has ended or was stopped, or deleted, in the meantime. */
async function pauseOne(client: AIFlowClient, id: number): Promise<boolean> {
  try {
    await client.backfills.pause(id)
    return true
  } catch (error) {
    if (isAIFlowError(error) && (error.code === 'BACKFILL_ENDED' || error.code === 'BACKFILL_NOT_FOUND')) return false
    throw error
  }
}

async function livingExecutions(client: AIFlowClient): Promise<WorkflowExecutionResource[]> {
  const lists = await Promise.all(
    LIVING.map((status) => allPages((page) => client.workflowExecutions.list({ ...page, status }))),
  )
  return lists.flat()
}

/** Those that a task of a living execution started are stopped by it: a second stop would end their clean-up. */
function toStop(living: readonly WorkflowExecutionResource[]): WorkflowExecutionResource[] {
  const ids = new Set(living.map(({ id }) => id))
  return living.filter(({ stopping, parent }) => !stopping && (parent === null || !ids.has(parent.workflowExecutionId)))
}

async function stopOne(client: AIFlowClient, id: number): Promise<void> {
  try {
    await client.workflowExecutions.stop(id)
  } catch (error) {
    // It has ended in the meantime.
    if (!isAIFlowError(error) || error.code !== 'EXECUTION_ENDED') throw error
  }
}
