import type { TaskItemResource } from '@aiflow/sdk/internal/api/executions'
import type { Page } from '@aiflow/sdk/internal/api/server'
import { AIFlowError } from '@aiflow/sdk/internal/errors'
import type { PageRequest } from '../../storage/reads/page-request.ts'
import type { ReadStorage } from '../../storage/reads/read-storage.ts'
import type { ItemsQuery, ListedItem, TaskExecutionName } from '../../storage/reads/task-reads.ts'
import type { TaskExecutionSummary, TaskItemRow } from '../../storage/rows.ts'
import { findTaskSummary } from './find-task-execution.ts'

type Reads = Pick<ReadStorage, 'tasks' | 'executions'>

/** The attempts of a task execution, or of an item of it. */
export type Attempts = Pick<
  TaskExecutionSummary | TaskItemRow,
  'status' | 'attemptNumber' | 'attemptId' | 'workerId' | 'previousAttempts'
>

const NOT_BEGUN = {
  attemptNumber: 1,
  attemptId: null,
  workerId: null,
  beginTime: null,
  endTime: null,
  retryTime: null,
  stopPhase: null,
  stopError: null,
  outcome: null,
  previousAttempts: [],
} as const

/** The items of a task over a list, in its order. Throws `TASK_EXECUTION_NOT_FOUND`. */
export async function listTaskItems(
  storage: Reads,
  name: TaskExecutionName,
  { status, ...page }: PageRequest & Pick<ItemsQuery, 'status'>,
): Promise<Page<TaskItemResource>> {
  const { id } = await findTaskSummary(storage, name)
  const { items, next } = await storage.tasks.items({ taskExecutionId: id, status }, page)
  return { items: items.map(resourceOf), next }
}

/** One item, with its output. Throws `TASK_EXECUTION_NOT_FOUND` or `ITEM_NOT_FOUND`. */
export async function readTaskItem(storage: Reads, name: TaskExecutionName, index: number): Promise<TaskItemResource> {
  const { id } = await findTaskSummary(storage, name)
  return resourceOf((await storage.tasks.item(id, index)) ?? refuse(name, index))
}

/**
 * Whose logs are asked for. Each item of a task over a list has its own. Throws `TASK_EXECUTION_NOT_FOUND`, `ITEM_NOT_FOUND` or
 * `LOG_NOT_FOUND`.
 */
export async function findAttempts(
  storage: Reads,
  name: TaskExecutionName,
  index: number | undefined,
): Promise<Attempts> {
  const summary = await findTaskSummary(storage, name)
  if (index === undefined) {
    if (summary.items == null) return summary
    const message = `Each item of this task has a log of its own. Name one, such as "${keyOf(name)}[0]".`
    throw new AIFlowError('LOG_NOT_FOUND', message, { details: { ...name } })
  }
  const item = (await storage.tasks.item(summary.id, index)) ?? refuse(name, index)
  return item.row ?? { ...NOT_BEGUN, status: 'INIT', previousAttempts: [] }
}

function resourceOf({ index, value, row }: ListedItem): TaskItemResource {
  const item = value === undefined ? {} : { item: value }
  if (row === null) return { index, status: 'NOT_BEGUN', ...item, ...NOT_BEGUN, previousAttempts: [] }
  const { attemptNumber, attemptId, workerId, beginTime, endTime, retryTime, stopPhase, stopError } = row
  const { outcome, previousAttempts, status } = row
  const times = { beginTime, endTime, retryTime }
  const attempts = { attemptNumber, attemptId, workerId, previousAttempts }
  return { index, status, ...item, ...attempts, ...times, stopPhase, stopError, outcome }
}

function refuse(name: TaskExecutionName, index: number): never {
  const message = `"${keyOf(name)}" has no item ${index}: its list is shorter, or it is not a task over a list.`
  throw new AIFlowError('ITEM_NOT_FOUND', message, { details: { ...name, index } })
}

function keyOf({ workflowExecutionId, task, sequenceNumber }: TaskExecutionName): string {
  return `${workflowExecutionId}/${task}/${sequenceNumber}`
}
