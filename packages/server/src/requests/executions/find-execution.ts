import { AIFlowError } from '@aiflow/sdk/internal/errors'
import type { WorkflowExecutionRow } from '../../storage/rows.ts'
import type { ReadStorage } from '../../storage/storage.ts'

/** Throws `WORKFLOW_EXECUTION_NOT_FOUND`. */
export async function findExecution(
  storage: Pick<ReadStorage, 'findWorkflowExecution'>,
  id: number,
): Promise<WorkflowExecutionRow> {
  const execution = await storage.findWorkflowExecution(id)
  if (execution !== null) return execution
  const message = `There is no workflow execution ${id}. Look at the list of workflow executions.`
  throw new AIFlowError('WORKFLOW_EXECUTION_NOT_FOUND', message, { details: { workflowExecutionId: id } })
}
