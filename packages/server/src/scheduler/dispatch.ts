import type { Step } from './step.ts'
import { assignTask } from './task-transitions.ts'

/**
 * Assigns task executions that wait for a slot, by priority and then the oldest first, while a worker and their pool have
 * free ones. True where it assigned any.
 */
export function dispatch(step: Step): boolean {
  const { attempts, pools } = step.world
  const hasRoom = (pool: string): boolean => attempts.busyInPool(pool) < (pools.get(pool)?.slots ?? 0)
  let assigned = false
  while (attempts.waiting > 0) {
    const worker = step.workers.withFreeSlot(attempts)
    const next = worker === undefined ? undefined : attempts.firstWaiting(hasRoom)
    if (worker === undefined || next === undefined) break
    assignTask(step, next.lane, next.lane.slot(next.taskName), worker)
    assigned = true
  }
  return assigned
}
