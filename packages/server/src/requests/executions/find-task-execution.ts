import { AIFlowError } from '@aiflow/sdk/internal/errors'
import type { ReadStorage } from '../../storage/reads/read-storage.ts'
import type { TaskExecutionName } from '../../storage/reads/task-reads.ts'
import type { TaskExecutionRow, TaskExecutionSummary } from '../../storage/rows.ts'
import { findExecution } from './find-execution.ts'

type Reads = Pick<ReadStorage, 'tasks' | 'executions'>

/** Throws `WORKFLOW_EXECUTION_NOT_FOUND` or `TASK_EXECUTION_NOT_FOUND`. */
export async function findTaskExecution(storage: Reads, name: TaskExecutionName): Promise<TaskExecutionRow> {
  return (await storage.tasks.find(name)) ?? refuseMissing(storage, name)
}

/** Throws `WORKFLOW_EXECUTION_NOT_FOUND` or `TASK_EXECUTION_NOT_FOUND`. */
export async function findTaskSummary(storage: Reads, name: TaskExecutionName): Promise<TaskExecutionSummary> {
  return (await storage.tasks.summary(name)) ?? refuseMissing(storage, name)
}

async function refuseMissing(storage: Reads, name: TaskExecutionName): Promise<never> {
  const { workflowExecutionId, task, sequenceNumber: sequence } = name
  await findExecution(storage, workflowExecutionId)
  const message = `There is no task execution "${workflowExecutionId}/${task}/${sequence}". Look at the list of task executions.`
  throw new AIFlowError('TASK_EXECUTION_NOT_FOUND', message, { details: { workflowExecutionId, task, sequence } })
}
