import type { SubWorkflowDefinition } from '@aiflow/sdk/internal/wire'
import type { TaskSlot } from '../world/execution-lane.ts'

/** The workflow that a task starts and waits for; null for other tasks. */
export function subWorkflowOf({ task: { operator } }: Pick<TaskSlot, 'task'>): SubWorkflowDefinition | null {
  return operator.type === 'workflow' ? operator : null
}
