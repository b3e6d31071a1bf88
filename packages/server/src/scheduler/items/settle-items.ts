import type { Outcome } from '@aiflow/sdk/internal/worker-protocol'
import { timerId } from '../../model/timer-ids.ts'
import type { Step } from '../step.ts'
import { changeDetails, changeStatus, endTask, latestOf, statusOfOutcome, stopTask } from '../tasks/task-transitions.ts'
import type { ExecutionLane, TaskItems, TaskSlot } from '../world/execution-lane.ts'
import { fillItems, goOnLater } from './begin-items.ts'

/** Takes tasks whose items have changed as far as they can go. False if there are none. */
export function settleItems(step: Step): boolean {
  const { mapsToSettle: slots } = step
  if (slots.size === 0) return false
  for (const slot of slots) {
    slots.delete(slot)
    if (slot.map !== null) settleMap(step, slot, slot.map)
  }
  return true
}

/** Goes on with what one step could not begin or stop, when the timer is due. */
export function goOnWithItems(step: Step, lane: ExecutionLane): void {
  step.setTimer(timerId.items(lane.execution.id), null)
  for (const slot of lane.slots()) if (slot.map !== null) step.mapsToSettle.add(slot)
}

/** The delay of those items is over whose next attempt was to begin until a time. */
export function retryItems(step: Step, slot: TaskSlot, { map, until }: { map: TaskItems; until: number }): void {
  step.setTimer(timerId.retry(slot.lane.execution.id, slot.name), map.release(until))
  step.mapsToSettle.add(slot)
}

/** Ends what is left of the items of a task whose stop was forced. */
export function endItems(step: Step, of: TaskSlot, { map, outcome }: { map: TaskItems; outcome: Outcome }): void {
  for (const slot of [...map.running.values(), ...map.retrying.values()]) endTask(step, slot, 'STOPPED', outcome)
  changeDetails(step, of, { items: map.counts })
}

function settleMap(step: Step, slot: TaskSlot, map: TaskItems): void {
  noteProgress(step, slot, map)
  if (latestOf(slot).status !== 'STOPPING') {
    const { problem } = map
    if (problem === null) fillItems(step, slot, map)
    else giveUp(step, slot, problem)
  }
  if (latestOf(slot).status === 'STOPPING') stopItems(step, slot, map)
  const isStopping = latestOf(slot).status === 'STOPPING'
  const isOver = map.running.size === 0 && map.retrying.size === 0 && (isStopping || !map.hasNext)
  changeDetails(step, slot, { items: map.counts })
  if (isOver) endMap(step, slot, map)
}

/** The status of the whole follows its first attempt. */
function noteProgress(step: Step, slot: TaskSlot, map: TaskItems): void {
  if (latestOf(slot).status === 'INIT' && map.hasLeft) changeStatus(step, slot, 'QUEUED')
  const { status } = latestOf(slot)
  if (map.beginTime === null) return
  if (status === 'QUEUED') changeStatus(step, slot, 'RUNNING', { beginTime: map.beginTime })
  else if (latestOf(slot).beginTime === null) changeDetails(step, slot, { beginTime: map.beginTime })
}

/** Items that run are stopped first. */
function giveUp(step: Step, slot: TaskSlot, message: string): void {
  changeStatus(step, slot, 'STOPPING', { outcome: failed(message) })
}

function stopItems(step: Step, slot: TaskSlot, map: TaskItems): void {
  step.setTimer(timerId.retry(slot.lane.execution.id, slot.name), null)
  for (const item of [...map.running.values(), ...map.retrying.values()]) {
    const { status } = latestOf(item)
    if (status === 'STOPPING') continue
    if (step.itemQuota.isUsedUp) return goOnLater(step, slot)
    step.itemQuota.take()
    stopTask(step, item, { now: status === 'INIT' || status === 'RETRYING', by: 'request' })
  }
}

/** A stop counts, unless everything had succeeded before it came. */
function endMap(step: Step, slot: TaskSlot, map: TaskItems): void {
  const { status, outcome } = latestOf(slot)
  if (status === 'STOPPING' && !map.isComplete) {
    return endTask(step, slot, statusOfOutcome(outcome), outcome ?? { type: 'stopped', message: null })
  }
  const { failure } = map
  if (failure !== null) return endTask(step, slot, 'FAILED', failed(failure))
  endTask(step, slot, 'SUCCESS', { type: 'success', output: map.outputs })
}

function failed(message: string): Outcome {
  return { type: 'failed', reason: 'items', message, exitCode: null, signal: null, retryable: false }
}
