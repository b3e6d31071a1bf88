import { AIFlowError } from '@aiflow/sdk/internal'
import type { TaskExecutionRow } from '../storage/rows.ts'
import type { ReadStorage } from '../storage/storage.ts'
import { taskExecutionParamsSchema } from './name-params.ts'
import { parsePart } from './parse-request.ts'
import { findExecution } from './workflow-execution-routes.ts'

/** The task execution that a path names. Throws `WORKFLOW_EXECUTION_NOT_FOUND` or `TASK_EXECUTION_NOT_FOUND`. */
export async function findTaskExecution(storage: ReadStorage, params: unknown): Promise<TaskExecutionRow> {
  const { id, task, sequence } = parsePart(taskExecutionParamsSchema, 'path', params)
  const found = await storage.findTaskExecution({ workflowExecutionId: id, task, sequenceNumber: sequence })
  if (found !== null) return found
  await findExecution(storage, id)
  const message = `There is no task execution "${id}/${task}/${sequence}". Look at the list of task executions.`
  throw new AIFlowError('TASK_EXECUTION_NOT_FOUND', message, { details: { workflowExecutionId: id, task, sequence } })
}
