import type { ControlRequest } from '../../log/control.ts'
import type { SchedulerStorage } from '../../storage/storage.ts'
import type { World } from '../world/world.ts'

export interface EndedBackfill {
  /** Puts its row back into memory for the step of the request. */
  putBack(world: World): void
}

/** The ended backfill that a request is about; null if there is none. Throws `ROW_UNREADABLE`. */
export async function loadEndedBackfill(
  storage: SchedulerStorage,
  world: World,
  request: ControlRequest,
): Promise<EndedBackfill | null> {
  return 'backfillId' in request ? findEndedBackfill(storage, world, request.backfillId) : null
}

export async function findEndedBackfill(
  storage: SchedulerStorage,
  world: World,
  id: number | null,
): Promise<EndedBackfill | null> {
  // The row of one that has ended may still be there from the batch before.
  if (id === null || world.backfills.get(id)?.endTime === null) return null
  const row = await storage.backfills.find(id)
  return row === null ? null : { putBack: (current) => current.backfills.putBack(row) }
}
