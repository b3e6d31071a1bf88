import { pythonRunText, type TaskDefinition } from '@aiflow/sdk/internal/wire'

/** What the task runs, in a word or two. */
export function operatorText({ operator }: Pick<TaskDefinition, 'operator'>): string {
  switch (operator.type) {
    case 'bash':
      return 'Bash'
    case 'python':
      return `Python: ${pythonRunText(operator)}`
    case 'code':
      return operator.className
    case 'approval':
      return 'Approval'
    case 'workflow':
      return `Workflow: ${operator.workflow}`
  }
}
