import { AIFlowError } from '@aiflow/sdk'
import type { AIFlowClient, TaskExecutionRef, WorkflowExecutionDetail } from '@aiflow/sdk/client'
import type { TaskArguments } from './arguments.ts'

/** Maximum number of tasks that are named if one is not found. */
const NAMED_TASKS = 20

/** The given execution of the task, or the latest if no sequence number was given. */
export async function resolveTask(client: AIFlowClient, task: TaskArguments): Promise<TaskExecutionRef> {
  const { sequenceNumber } = task
  if (sequenceNumber !== null) return { ...task, sequenceNumber }
  const { workflowExecutionId, taskName } = task
  const { items } = await client.taskExecutions.list(workflowExecutionId, { task: taskName, limit: 1 })
  const [latest] = items
  if (latest !== undefined) return { ...task, sequenceNumber: latest.sequenceNumber }
  throw neverRan(task, await client.workflowExecutions.get(workflowExecutionId))
}

function neverRan({ taskName }: TaskArguments, { id, tasks }: WorkflowExecutionDetail): AIFlowError {
  if (tasks.some(({ name }) => name === taskName)) {
    const message = `Task "${taskName}" has not run yet in workflow execution ${id}.`
    return new AIFlowError('TASK_EXECUTION_NOT_FOUND', message)
  }
  const names = tasks.slice(0, NAMED_TASKS).map(({ name }) => `"${name}"`)
  const more = tasks.length > NAMED_TASKS ? `, and ${tasks.length - NAMED_TASKS} more` : ''
  const message = `Workflow execution ${id} has no task "${taskName}". Its tasks are ${names.join(', ')}${more}.`
  return new AIFlowError('TASK_NOT_FOUND', message)
}
