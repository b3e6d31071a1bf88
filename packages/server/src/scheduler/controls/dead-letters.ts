import type { Json } from '@aiflow/sdk/internal/json'
import type { ControlRequest } from '../../log/control.ts'
import { retryUnderWay } from '../judging/retry-letters.ts'
import type { Step } from '../step.ts'

/**
 * A letter that does not exist is not an error. A letter that is being retried stays, because its retry decides when it
 * goes.
 */
export function dropDeadLetters(
  step: Step,
  { ids, underWay = [] }: Extract<ControlRequest, { type: 'dropDeadLetters' }>,
): Json {
  const isBusy = (id: number) => underWay.includes(id) || step.world.lettersInHand.has(id)
  const free = ids.filter((id) => !isBusy(id))
  const [only] = ids
  if (ids.length === 1 && free.length === 0 && only !== undefined) throw retryUnderWay(only)
  for (const id of free) step.changes.deadLetters.delete(id)
  return { dropped: free.length }
}
