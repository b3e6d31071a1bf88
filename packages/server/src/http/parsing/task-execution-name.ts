import type { TaskExecutionName } from '../../storage/reads/task-reads.ts'
import { taskExecutionParamsSchema } from './name-params.ts'
import { parsePart } from './parse-request.ts'

/** The task execution in a path. Throws `INVALID_ARGUMENT`. */
export function taskExecutionNameOf(params: unknown): TaskExecutionName {
  const { id, task, sequence } = parsePart(taskExecutionParamsSchema, 'path', params)
  return { workflowExecutionId: id, task, sequenceNumber: sequence }
}
