import type { TaskDefinition } from '@aiflow/sdk/internal/wire'

/** What runs, in a word or two. */
export function operatorText({ operator }: Pick<TaskDefinition, 'operator'>): string {
  return operator.type === 'bash' ? 'Bash' : operator.className
}
