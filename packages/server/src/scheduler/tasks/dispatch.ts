import type { ConnectedWorker } from '../../log/worker-port.ts'
import { beginChild, goOnBeginning } from '../children/begin-child.ts'
import { beginItems, goOnBeginningItems } from '../items/begin-items.ts'
import type { Step } from '../step.ts'
import type { TaskSlot } from '../world/execution-lane.ts'
import type { SlotKind } from '../world/slot-kind.ts'
import type { Needs } from '../world/waiting-tasks.ts'
import { beginApproval } from './approvals.ts'
import { tooLargeToStart } from './attempt-input.ts'
import { subWorkflowOf } from './sub-workflow.ts'
import { assignTask, endTask, latestOf } from './task-transitions.ts'

/**
 * Assigns waiting task executions, by priority and then oldest first, while a worker and their pool have free slots. One that a
 * person answers, or that starts a workflow, needs none. True if it assigned any.
 */
export function dispatch(step: Step): boolean {
  const { attempts, named } = step.world
  const poolHasRoom = (pool: string): boolean => attempts.busyInPool(pool) < (named.pools.get(pool)?.slots ?? 0)
  const workerFor = (kind: SlotKind, isItem: boolean) => step.workers.withFreeSlot(attempts, kind, isItem)
  const hasRoom = ({ kind, isItem }: Needs) => {
    if (kind === 'child') return !step.childQuota.isUsedUp
    if (kind === 'items') return !step.itemQuota.isUsedUp
    return kind === 'nothing' || workerFor(kind, isItem) !== undefined
  }
  let assigned = false
  while (attempts.waiting > 0) {
    const next = attempts.firstWaiting((needs) => hasRoom(needs) && (needs.pool === null || poolHasRoom(needs.pool)))
    if (next === undefined) break
    if (next.kind === 'nothing') {
      beginApproval(step, next.slot)
      assigned = true
      continue
    }
    if (next.kind === 'child') {
      const operator = subWorkflowOf(next.slot)
      if (operator !== null && beginChild(step, next.slot, operator)) assigned = true
      continue
    }
    if (next.kind === 'items') {
      const { mapOver } = next.slot.task
      if (mapOver !== undefined && beginItems(step, next.slot, mapOver)) assigned = true
      continue
    }
    const worker = workerFor(next.kind, next.isItem)
    if (worker === undefined) break
    if (!assign(step, next.slot, worker)) {
      step.world.workerToWake = worker.id
      break
    }
    assigned = true
  }
  if (step.childQuota.isUsedUp) goOnBeginning(step)
  if (step.itemQuota.isUsedUp) goOnBeginningItems(step)
  return assigned
}

/**
 * A task execution that no worker can run fails here, so that it does not hold up others. False if the start after it
 * must first be read from the store: then the task waits until the next batch.
 */
function assign(step: Step, slot: TaskSlot, worker: ConnectedWorker): boolean {
  const outcome = tooLargeToStart(slot, latestOf(slot))
  if (outcome !== null && slot.pendingStarts.isAway) return false
  if (outcome === null) assignTask(step, slot, worker)
  else endTask(step, slot, 'FAILED', outcome)
  return true
}
