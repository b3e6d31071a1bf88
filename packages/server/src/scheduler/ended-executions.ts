import type { ControlRequest } from '../log/control.ts'
import type { SchedulerStorage } from '../storage/storage.ts'
import type { World } from './world.ts'

export interface EndedExecution {
  /** Puts the execution back into memory, so that a step can make it live again, or delete it. */
  revive(world: World): void
}

/** The ended execution that a request is about; null where there is none. */
export async function loadEndedExecution(
  storage: SchedulerStorage,
  world: World,
  request: ControlRequest,
): Promise<EndedExecution | null> {
  const id = endedExecutionOf(request)
  if (id === null) return null
  // It may end in the batch of the request, before its step.
  if (world.executions.has(id)) return { revive: (current) => current.reviveDeparted(id) }
  // The step says so.
  if (world.setAside.hasExecution(id)) return null
  const image = await storage.loadExecution(id)
  const snapshot = image === null ? null : await storage.loadSnapshot(image.execution.snapshotHash)
  if (image === null || snapshot === null) return null
  return {
    revive(current) {
      if (current.executions.has(id) || current.deleted.has(id)) return
      // What is left of a workflow that was deleted is only swept.
      if (request.type !== 'deleteExecution' && !current.workflows.has(image.execution.workflowId)) return
      current.addSnapshot(snapshot)
      current.restoreExecution(image)
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
