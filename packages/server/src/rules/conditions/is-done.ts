import { isFinished } from '@aiflow/sdk/internal/model'
import type { TaskFacts } from './condition.ts'

/** Whether a task has run to its end. A run that was stopped and that another one follows at once is none. */
export function isDone({ status, isFollowed }: TaskFacts): boolean {
  return isFinished(status) && isFollowed !== true
}
