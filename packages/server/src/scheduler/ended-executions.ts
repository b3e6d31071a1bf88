import type { ControlRequest } from '../log/control.ts'
import type { SchedulerStorage } from '../storage/storage.ts'
import type { World } from './world.ts'

export interface EndedExecution {
  /** Puts the execution back into memory, so that a step can make it live again. */
  revive(world: World): void
}

/** An ended execution that a request is about to start a task in; null where there is none. */
export async function loadEndedExecution(
  storage: SchedulerStorage,
  world: World,
  request: ControlRequest,
): Promise<EndedExecution | null> {
  if (request.type !== 'taskAction' || world.executions.has(request.workflowExecutionId)) return null
  const image = await storage.loadExecution(request.workflowExecutionId)
  const snapshot = image === null ? null : await storage.loadSnapshot(image.execution.snapshotHash)
  if (image === null || snapshot === null) return null
  return {
    revive(current) {
      if (current.executions.has(image.execution.id)) return
      current.addSnapshot(snapshot)
      current.restoreExecution(image)
    },
  }
}
