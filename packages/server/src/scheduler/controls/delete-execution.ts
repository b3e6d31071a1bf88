import { AIFlowError } from '@aiflow/sdk/internal/errors'
import type { Json } from '@aiflow/sdk/internal/json'
import type { ControlRequest } from '../../log/control.ts'
import type { Step } from '../step.ts'
import { executionNotFound } from './lookup.ts'

/**
 * Deletes an ended execution. It is gone at once. What it leaves is swept afterwards, and its events go with the
 * history of the log.
 */
export function deleteExecution(step: Step, request: Extract<ControlRequest, { type: 'deleteExecution' }>): Json {
  const { workflowExecutionId: id } = request
  step.world.setAside.requireExecution(id)
  const lane = step.world.executions.get(id)
  if (lane === undefined && !step.world.endedToDelete.delete(id)) throw executionNotFound(id)
  if (lane !== undefined && lane.phase !== 'ended') {
    const message = `The workflow execution ${id} is alive. Stop it first.`
    throw new AIFlowError('EXECUTION_ALIVE', message, { details: { workflowExecutionId: id } })
  }
  if (lane !== undefined) step.world.removeExecution(lane)
  step.world.deleted.add(id)
  step.changes.workflowExecutions.delete(id)
  return { workflowExecutionId: id }
}
