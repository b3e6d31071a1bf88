import type { Json } from '@aiflow/sdk/internal'
import type { ControlRequest } from '../../log/control.ts'
import type { Step } from '../step.ts'

/** What is gone already is no error. */
export function dropDeadLetters(step: Step, { ids }: Extract<ControlRequest, { type: 'dropDeadLetters' }>): Json {
  for (const id of ids) step.changes.deadLettersDeleted.add(id)
  return { dropped: ids.length }
}
