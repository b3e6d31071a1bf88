import { AIFlowError } from '@aiflow/sdk/internal/errors'
import type { ReadStorage } from '../../storage/reads/read-storage.ts'
import type { WorkflowExecutionRow } from '../../storage/rows.ts'

/** Throws `WORKFLOW_EXECUTION_NOT_FOUND`. */
export async function findExecution(
  storage: Pick<ReadStorage, 'executions'>,
  id: number,
): Promise<WorkflowExecutionRow> {
  const execution = await storage.executions.find(id)
  if (execution !== null) return execution
  const message = `There is no workflow execution ${id}. Look at the list of workflow executions.`
  throw new AIFlowError('WORKFLOW_EXECUTION_NOT_FOUND', message, { details: { workflowExecutionId: id } })
}
