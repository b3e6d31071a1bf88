import type { TaskActionResult } from '@aiflow/sdk/client'
import { wordOf } from '@aiflow/sdk/internal/text'
import { idOf } from '../reading/failure-text.ts'

/** What became of an action on a task. */
export function actionText(what: string, { verdict, reason, taskExecution }: TaskActionResult): string {
  const now = taskExecution === null ? '' : ` ${idOf(taskExecution)} is ${wordOf(taskExecution.status)}.`
  switch (verdict) {
    case 'accepted':
      return `${what} was accepted.${now}`
    case 'pending':
      return `${what} will happen once the current execution of the task has stopped.${now}`
    case 'ignored':
      return `${what} was ignored: ${reason ?? 'it would change nothing'}.${now}`
  }
}
