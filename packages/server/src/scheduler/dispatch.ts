import type { Step } from './step.ts'
import { assignTask } from './task-transitions.ts'

/** Assigns task executions that wait for a slot, oldest first, while there are free ones. True where it assigned any. */
export function dispatch(step: Step): boolean {
  const { attempts } = step.world
  let assigned = false
  while (attempts.waiting > 0) {
    const worker = step.workers.withFreeSlot(attempts)
    const next = attempts.firstWaiting()
    if (worker === undefined || next === undefined) break
    assignTask(step, next.lane, next.lane.slot(next.taskName), worker)
    assigned = true
  }
  return assigned
}
