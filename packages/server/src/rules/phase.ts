import type { WorkflowExecutionResource } from '@aiflow/sdk/internal/api/executions'
import type { TaskDefinition } from '@aiflow/sdk/internal/wire'
import type { Phase } from './decide.ts'

export type Life = Pick<WorkflowExecutionResource, 'status' | 'stopping' | 'endTime' | 'cleanUp'>

export function phaseOf({ status, stopping, endTime }: Life): Phase {
  if (endTime !== null) return 'ended'
  if (stopping) return 'stopping'
  return status === 'INIT' ? 'waiting' : 'open'
}

/** It is being stopped, and its clean-up is still to come or under way. */
export function isCleaningUp(life: Life): boolean {
  const status = life.cleanUp?.status
  return phaseOf(life) === 'stopping' && (status === 'waiting' || status === 'running')
}

/** What may happen to a task: those of the clean-up may start while the execution is being stopped. */
export function phaseOfTask(life: Life, { onStop }: Pick<TaskDefinition, 'onStop'>): Phase {
  return onStop === true && isCleaningUp(life) ? 'open' : phaseOf(life)
}
