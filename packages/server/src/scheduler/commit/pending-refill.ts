import type { SchedulerStorage } from '../../storage/storage.ts'
import type { World } from '../world/world.ts'

/** Reads the first pending starts of tasks that have none in memory. Must be called between two batches. */
export async function refillPendingStarts(storage: SchedulerStorage, world: World): Promise<void> {
  for (const slot of world.tasksToRefill) {
    if (!slot.pendingStarts.isAway) continue
    const task = { workflowExecutionId: slot.lane.execution.id, taskName: slot.name }
    slot.pendingStarts.refill(await storage.tasks.loadPendingHead(task))
  }
  world.tasksToRefill.clear()
}
