import type { AIFlowClient, TaskExecutionRef } from '@aiflow/sdk/client'
import { AIFlowError } from '@aiflow/sdk/internal/errors'
import { nearestName } from '@aiflow/sdk/internal/text'
import type { Place } from '../arguments/place.ts'

const NAMED_TASKS = 20

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

/** Why there is no execution of a task: it has not run, or it is unknown. */
async function neverRan(
  client: AIFlowClient,
  { execution, task }: { readonly execution: number; readonly task: string },
  signal: AbortSignal,
): Promise<AIFlowError> {
  const { tasks } = await client.workflowExecutions.get(execution, { signal })
  const names = tasks.map(({ name }) => name)
  if (!names.includes(task)) return unknownTask(execution, task, names)
  const message = `Task "${task}" has not run yet in workflow execution ${execution}. Ask why_not with "${execution}/${task}".`
  return new AIFlowError('TASK_EXECUTION_NOT_FOUND', message)
}

/** The error for a task that does not exist, with what may have been meant. */
export function unknownTask(execution: number, task: string, names: readonly string[]): AIFlowError {
  const nearest = nearestName(task, names)
  const shown = names.slice(0, NAMED_TASKS).map((name) => `"${name}"`)
  const more = names.length > NAMED_TASKS ? `, and ${names.length - NAMED_TASKS} more` : ''
  const advice = nearest === null ? `Its tasks are ${shown.join(', ')}${more}.` : `Did you mean "${nearest}"?`
  return new AIFlowError('TASK_NOT_FOUND', `Workflow execution ${execution} has no task "${task}". ${advice}`)
}
