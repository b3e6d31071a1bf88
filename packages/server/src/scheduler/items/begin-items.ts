import type { Json } from '@aiflow/sdk/internal/json'
import type { MapOverDefinition } from '@aiflow/sdk/internal/wire'
import { timerId } from '../../model/timer-ids.ts'
import type { Step } from '../step.ts'
import { beginRetry } from '../tasks/retries.ts'
import { changeDetails, createItem, endTask, latestOf } from '../tasks/task-transitions.ts'
import type { TaskItems, TaskSlot } from '../world/execution-lane.ts'
import { TaskMap } from '../world/task-map.ts'
import { freezeList } from './frozen-list.ts'
import { givenToItems } from './given-to-items.ts'

/*
 * A task over a list has no attempt of its own. When it begins, its list is stored and never read again. Then items begin, as many
 * at once as its limit allows. Each has attempts like those of a task, and a row that is made when it begins. The task itself
 * has one status: QUEUED from the first attempt that a worker gets, RUNNING from the first that runs, and STOPPING while a stop,
 * or the failure of an item, ends the others.
 */

/** Begins a waiting task over a list. False if that must wait for a later step. */
export function beginItems(step: Step, slot: TaskSlot, definition: MapOverDefinition): boolean {
  // It may end in this step, and then the next start must be at hand.
  if (slot.pendingStarts.isAway) {
    step.itemQuota.close()
    return false
  }
  step.itemQuota.take()
  const frozen = freezeList(step, slot, definition)
  if (frozen.type === 'problem') step.atDepth(slot.depth, () => fail(step, slot, frozen.message))
  else step.atDepth(slot.depth, () => beginList(step, slot, frozen.list))
  return true
}

/** A later step goes on where this one has begun as many as it may. */
export function goOnBeginningItems(step: Step): void {
  const next = step.world.attempts.firstWaiting(({ kind }) => kind === 'items')
  if (next !== undefined) goOnLater(step, next.slot)
}

/** Begins items, and next attempts of items, as many as there is room for. */
export function fillItems(step: Step, slot: TaskSlot, map: TaskItems): void {
  while (map.hasRoom && map.hasNext) {
    if (step.itemQuota.isUsedUp) return goOnLater(step, slot)
    const ready = map.takeReady()
    const index = ready === undefined ? map.takeNext() : undefined
    if (ready === undefined && index === undefined) return
    step.itemQuota.take()
    if (ready !== undefined) beginRetry(step, ready)
    else if (index !== undefined) createItem(step, { of: slot, map, index })
  }
}

/** Goes on with what one step could not begin or stop, when the timer is due. */
export function goOnLater(step: Step, { lane }: TaskSlot): void {
  step.setTimer(timerId.items(lane.execution.id), step.soonest)
}

function beginList(step: Step, slot: TaskSlot, list: readonly Json[]): void {
  const { mapOver } = slot.task
  if (mapOver === undefined) return
  const map = new TaskMap<TaskSlot>(mapOver, list, givenToItems(slot, latestOf(slot)))
  const { id: taskExecutionId, workflowExecutionId } = latestOf(slot)
  step.changes.taskItemLists.add({ taskExecutionId, workflowExecutionId, list })
  slot.map = map
  changeDetails(step, slot, { items: map.counts })
  step.mapsToSettle.add(slot)
}

function fail(step: Step, slot: TaskSlot, message: string): void {
  const outcome = { type: 'failed', reason: 'start', message, exitCode: null, signal: null, retryable: false } as const
  endTask(step, slot, 'FAILED', outcome)
}
