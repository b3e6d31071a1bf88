import type { TaskDefinition } from '@aiflow/sdk/internal/wire'

/** What the task runs, in a word or two. */
export function operatorText({ operator }: Pick<TaskDefinition, 'operator'>): string {
  return operator.type === 'bash' ? 'Bash' : operator.className
}
