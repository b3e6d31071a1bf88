import type { ControlRequest } from '../../log/control.ts'
import type { SchedulerStorage } from '../../storage/storage.ts'
import type { World } from '../world/world.ts'

export interface SnapshotUse {
  /** Passes what the store says to the step of the request. */
  tell(world: World): void
}

/** Whether executions in the store refer to the snapshot that a request is about to delete. */
export async function loadSnapshotUse(storage: SchedulerStorage, request: ControlRequest): Promise<SnapshotUse | null> {
  if (request.type !== 'deleteSnapshot' || !(await storage.snapshots.isUsed(request.hash))) return null
  return { tell: (world) => void world.snapshotsInUse.add(request.hash) }
}
