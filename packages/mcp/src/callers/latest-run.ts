import type { AIFlowClient, TaskExecutionRef } from '@aiflow/sdk/client'
import { AIFlowError } from '@aiflow/sdk/internal/errors'
import type { Place } from '../arguments/place.ts'

/** The task execution that an id names; the latest of its task if it has no number. */
export async function latestRun(
  client: AIFlowClient,
  { execution, task, sequence }: Place & { readonly task: string },
  signal: AbortSignal,
): Promise<TaskExecutionRef> {
  const of = { workflowExecutionId: execution, taskName: task }
  if (sequence !== null) return { ...of, sequenceNumber: sequence }
  const { items } = await client.taskExecutions.list(execution, { task, limit: 1, signal })
  const [latest] = items
  if (latest !== undefined) return { ...of, sequenceNumber: latest.sequenceNumber }
  throw await neverRan(client, { execution, task }, signal)
}

/**
 * Throws `INVALID_ARGUMENT` if an id names an earlier run of its task. What changes a task acts on the latest run, which is
 * not the one that the caller looked at.
 */
export async function refuseEarlierRun(
  client: AIFlowClient,
  { execution, task, sequence }: Place & { readonly task: string },
  signal: AbortSignal,
): Promise<void> {
  if (sequence === null) return
  const { sequenceNumber } = await latestRun(client, { execution, task, sequence: null }, signal)
  if (sequence === sequenceNumber) return
  const place = `${execution}/${task}`
  const message = `"${place}/${sequence}" is not the latest run of its task, which is "${place}/${sequenceNumber}". Name the task: "${place}".`
  throw new AIFlowError('INVALID_ARGUMENT', message)
}

/** Why there is no execution of a task: it has not run, or it is unknown. */
async function neverRan(
  client: AIFlowClient,
  { execution, task }: { readonly execution: number; readonly task: string },
  signal: AbortSignal,
): Promise<AIFlowError> {
  const { tasks } = await client.workflowExecutions.get(execution, { signal })
  if (tasks.some(({ name }) => name === task)) {
    const message = `Task "${task}" has not run yet in workflow execution ${execution}. Ask why_not with "${execution}/${task}".`
    return new AIFlowError('TASK_EXECUTION_NOT_FOUND', message)
  }
  const details = { workflowExecutionId: execution, task }
  const message = `Workflow execution ${execution} has no task "${task}". The tool show_execution lists its tasks.`
  return new AIFlowError('TASK_NOT_FOUND', message, { details })
}
