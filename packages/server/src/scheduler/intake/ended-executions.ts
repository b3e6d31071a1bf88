import type { ControlRequest } from '../../log/control.ts'
import type { SchedulerStorage } from '../../storage/storage.ts'
import type { World } from '../world/world.ts'
import { findEndedBackfill } from './ended-backfill.ts'

export interface EndedExecution {
  /** Puts the execution back into memory, so that a step can reopen or delete it. */
  revive(world: World): void
}

/** The ended execution that a request is about; null if there is none. Throws `ROW_UNREADABLE`. */
export async function loadEndedExecution(
  storage: SchedulerStorage,
  world: World,
  request: ControlRequest,
): Promise<EndedExecution | null> {
  const id = endedExecutionOf(request)
  if (id === null) return null
  // It may end in the batch of the request, before the step of the request.
  if (world.executions.has(id)) return { revive: (current) => current.reviveDeparted(id) }
  // The step reports that it cannot be read.
  if (world.setAside.hasExecution(id)) return null
  if (request.type === 'deleteExecution') return loadForDeletion(storage, id)
  const image = await storage.executions.load(id)
  const snapshot = image === null ? null : await storage.snapshots.find(image.execution.snapshotHash)
  if (image === null || snapshot === null) return null
  const backfill = await findEndedBackfill(storage, world, image.execution.backfillId)
  return {
    revive(current) {
      // What is left of a deleted workflow is only swept.
      const isGone = current.deleted.has(id) || !current.workflows.has(image.execution.workflowId)
      if (current.executions.has(id) || isGone) return
      current.addSnapshot(snapshot)
      current.restoreExecution(image)
      backfill?.putBack(current)
    },
  }
}

/** A deletion needs none of its rows, so it does not matter whether they can be read. */
async function loadForDeletion(storage: SchedulerStorage, id: number): Promise<EndedExecution | null> {
  const namespace = await storage.executions.namespaceOfEnded(id)
  if (namespace === null) return null
  return {
    revive(current) {
      if (!current.deleted.has(id)) current.endedToDelete.set(id, namespace)
    },
  }
}

function endedExecutionOf(request: ControlRequest): number | null {
  switch (request.type) {
    case 'taskAction':
    case 'forceStop':
    case 'retryTask':
    case 'rerunExecution':
    case 'deleteExecution':
      return request.workflowExecutionId
    default:
      return null
  }
}
