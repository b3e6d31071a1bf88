import type { TaskExecutionResource } from '@aiflow/sdk/client'
import { quote } from '../../answers/quote.ts'

/** Why a task execution failed, as a quoted text; null if its outcome does not say. */
export function failureText({ outcome }: Pick<TaskExecutionResource, 'outcome'>): string | null {
  if (outcome?.type === 'failed') return `${outcome.reason}: ${quote(outcome.message)}`
  return outcome?.type === 'lost' ? `lost: ${quote(outcome.message)}` : null
}

/** `12/train/3` */
export function idOf({
  workflowExecutionId,
  taskName,
  sequenceNumber,
}: Pick<TaskExecutionResource, 'workflowExecutionId' | 'taskName' | 'sequenceNumber'>): string {
  return `${workflowExecutionId}/${taskName}/${sequenceNumber}`
}
