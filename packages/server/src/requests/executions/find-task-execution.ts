import { AIFlowError } from '@aiflow/sdk/internal/errors'
import type { ReadStorage } from '../../storage/reads/read-storage.ts'
import type { TaskExecutionName } from '../../storage/reads/task-reads.ts'
import type { TaskExecutionRow } from '../../storage/rows.ts'
import { findExecution } from './find-execution.ts'

/** Throws `WORKFLOW_EXECUTION_NOT_FOUND` or `TASK_EXECUTION_NOT_FOUND`. */
export async function findTaskExecution(
  storage: Pick<ReadStorage, 'tasks' | 'executions'>,
  name: TaskExecutionName,
): Promise<TaskExecutionRow> {
  const found = await storage.tasks.find(name)
  if (found !== null) return found
  const { workflowExecutionId, task, sequenceNumber: sequence } = name
  await findExecution(storage, workflowExecutionId)
  const message = `There is no task execution "${workflowExecutionId}/${task}/${sequence}". Look at the list of task executions.`
  throw new AIFlowError('TASK_EXECUTION_NOT_FOUND', message, { details: { workflowExecutionId, task, sequence } })
}
