import { AIFlowError } from '@aiflow/sdk/internal/errors'
import type { Json } from '@aiflow/sdk/internal/json'
import type { Identity } from '../../access/identity.ts'
import type { ReadStorage } from '../../storage/reads/read-storage.ts'
import { checkOwnRequest } from '../events/event-scope.ts'

/** The result of a control request. Throws `EVENT_NOT_FOUND`, and `FORBIDDEN` if the caller may not see it. */
export async function readControlResult(
  storage: Pick<ReadStorage, 'events' | 'requests'>,
  offset: number,
  identity: Identity | null,
): Promise<{ readonly offset: number; readonly result: Json }> {
  const event = await storage.events.find(offset)
  if (event?.kind !== 'control') {
    const message = `There is no control request with the offset ${offset}.`
    throw new AIFlowError('EVENT_NOT_FOUND', message, { details: { offset } })
  }
  checkOwnRequest(event, identity)
  const found = await storage.requests.result(offset)
  return { offset, result: found === null ? null : found.result }
}
