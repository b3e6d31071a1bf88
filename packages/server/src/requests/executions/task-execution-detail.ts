import { type TaskExecutionResource, taskExecutionSchema } from '@aiflow/sdk/internal/api/executions'
import type { TaskExecutionName } from '../../storage/reads/task-reads.ts'
import type { RequestDependencies } from '../dependencies.ts'
import { withBoundedTrigger } from './bounded-trigger.ts'
import { findTaskExecution } from './find-task-execution.ts'
import { withWaitingReason } from './waiting-reason.ts'

/** Throws `WORKFLOW_EXECUTION_NOT_FOUND` or `TASK_EXECUTION_NOT_FOUND`. */
export async function readTaskExecution(
  { storage, live }: Pick<RequestDependencies, 'storage' | 'live'>,
  name: TaskExecutionName,
): Promise<TaskExecutionResource> {
  const found = await findTaskExecution(storage, name)
  const [restarts] = await storage.tasks.restarts([name])
  const { workflowExecutionId, taskName, sequenceNumber } = found
  const path = `/api/v1/workflow-executions/${workflowExecutionId}/task-executions/${taskName}/${sequenceNumber}/trigger`
  return taskExecutionSchema.parse(withBoundedTrigger({ ...withWaitingReason(live, found), restarts }, path))
}
