import { AIFlowError } from '@aiflow/sdk/internal/errors'
import type { ReadStorage } from '../../storage/reads/read-storage.ts'
import type { StoredEvent } from '../../storage/rows.ts'

/** Throws `EVENT_NOT_FOUND`. */
export async function findEvent(storage: ReadStorage, offset: number): Promise<StoredEvent> {
  const event = await storage.events.find(offset)
  if (event !== null) return event
  const message = `There is no event with offset ${offset}: it is not written yet, or so old that it was removed. Look at the list of events.`
  throw new AIFlowError('EVENT_NOT_FOUND', message, { details: { offset } })
}
