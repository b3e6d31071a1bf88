import { isAlive, isFinished, type TaskStatus } from '@aiflow/sdk/internal/model'
import type { Outcome, Trigger } from '@aiflow/sdk/internal/worker-protocol'
import type { ConnectedWorker } from '../../log/worker-port.ts'
import { timerId } from '../../model/timer-ids.ts'
import type { PendingStart, PendingStartRow, StoredEvent, TaskExecutionRow } from '../../storage/rows.ts'
import { withoutStoreFields } from '../judging/user-view.ts'
import type { Step } from '../step.ts'
import { type ItemPlace, newItemSlot, type TaskSlot } from '../world/execution-lane.ts'
import { itemRowOf, newItemExecution } from '../world/item-slot.ts'
import { withinLimit } from './attempt-input.ts'
import { endToKeep, isUnconfirmed, leavesOutsideWork } from './outside-work.ts'

/** Creates the next execution of a task. It is INIT until it gets a worker slot. */
export function createTaskExecution(step: Step, slot: TaskSlot, trigger: Trigger): TaskExecutionRow {
  const row: TaskExecutionRow = {
    id: ++step.world.counters.taskExecution,
    workflowExecutionId: slot.lane.execution.id,
    taskName: slot.name,
    sequenceNumber: (slot.latest?.sequenceNumber ?? 0) + 1,
    type: trigger.type,
    status: 'INIT',
    attemptNumber: 1,
    attemptId: null,
    workerId: null,
    createTime: step.now,
    beginTime: null,
    endTime: null,
    retryTime: null,
    stopPhase: null,
    stopError: null,
    trigger: withinLimit(trigger),
    outcome: null,
    handle: null,
    childExecutionId: null,
    previousAttempts: [],
    // The offset of the INIT status event that follows.
    startOffset: step.world.counters.lastOffset + 1,
    endOffset: null,
    bootId: null,
    lostAttempts: 0,
    forgivenAttempts: 0,
    stoppedBy: null,
    requestId: step.event.requestId ?? null,
  }
  store(step, slot, row)
  slot.lane.aliveTasks += 1
  step.recordTaskStatus(slot, row, null)
  return row
}

/** Creates an item of a task over a list. It is INIT until it gets a worker slot. */
export function createItem(step: Step, place: ItemPlace): void {
  store(step, newItemSlot(place), newItemExecution(place))
}

/** INIT → QUEUED: the attempt gets its id and its worker. */
export function assignTask(step: Step, slot: TaskSlot, worker: ConnectedWorker): void {
  const attemptId = step.newAttemptId()
  changeStatus(step, slot, 'QUEUED', { attemptId, workerId: worker.id, bootId: worker.bootId })
  step.notices.commands.push({ type: 'start', attemptId })
}

/** Changes the status of a living task execution, or of an item, together with other fields. */
export function changeStatus(
  step: Step,
  slot: TaskSlot,
  status: TaskStatus,
  patch: Partial<TaskExecutionRow> = {},
): void {
  if (slot.item === null) changeTaskStatus(step, slot, status, patch)
  // Nobody waits for the status of an item: only the task has one that rules and people follow.
  else store(step, slot, { ...latestOf(slot), ...patch, status })
}

/** Changes the status of a task's living execution, together with other fields. Returns the event that says so. */
export function changeTaskStatus(
  step: Step,
  slot: TaskSlot,
  status: TaskStatus,
  patch: Partial<TaskExecutionRow> = {},
): StoredEvent {
  const before = latestOf(slot)
  const row: TaskExecutionRow = { ...before, ...patch, status }
  store(step, slot, row)
  if (isAlive(before.status) && isFinished(status)) slot.lane.aliveTasks -= 1
  return step.recordTaskStatus(slot, row, before.status)
}

/** Changes fields of a task's latest execution other than its status. */
export function changeDetails(step: Step, slot: TaskSlot, patch: Partial<TaskExecutionRow>): void {
  store(step, slot, { ...latestOf(slot), ...patch })
}

/**
 * Ends the living execution of a task, then starts the next one if a start waits for it. Work outside that may live on
 * is stopped first.
 */
export function endTask(
  step: Step,
  slot: TaskSlot,
  status: 'SUCCESS' | 'FAILED' | 'STOPPED',
  outcome: Outcome | null,
): void {
  if (status !== 'SUCCESS' && !isUnconfirmed(outcome) && leavesOutsideWork(slot.task, latestOf(slot))) {
    return stopOutsideWork(step, slot, endToKeep(status, outcome))
  }
  if (slot.item !== null) return endItem(step, slot, status, outcome)
  slot.map = null
  if (outcome?.type === 'success' && outcome.output !== null) {
    slot.lane.outputs.set(slot.name, outcome.output)
    storeMemory(step, slot)
  }
  clearLimit(step, slot)
  changeStatus(step, slot, status, {
    endTime: step.now,
    // The offset of the status event that follows.
    endOffset: step.world.counters.lastOffset + 1,
    outcome,
    retryTime: null,
    stopPhase: null,
  })
  const next = takePendingStart(step, slot)
  if (next === undefined) return
  step.atDepth(next.depth ?? 0, () => createTaskExecution(step, slot, triggerOf(next)))
}

function endItem(step: Step, slot: TaskSlot, status: TaskStatus, outcome: Outcome | null): void {
  changeStatus(step, slot, status, { endTime: step.now, outcome, retryTime: null, stopPhase: null })
  step.notices.itemEnds.push(status)
}

/** The time limit of a task without attempts. */
function clearLimit(step: Step, { task, lane, name }: TaskSlot): void {
  const { type } = task.operator
  if (type === 'approval') step.setTimer(timerId.answer(lane.execution.id, name), null)
  if (type === 'workflow') step.setTimer(timerId.childLimit(lane.execution.id, name), null)
}

/** A start without an event names its request instead, because another step carries it out. */
function triggerOf({ trigger, offset }: PendingStart): Trigger {
  if (trigger.events.length === 0) return { ...trigger, requestOffset: offset }
  // Events that were read from the store have more fields.
  return { ...trigger, events: trigger.events.map(withoutStoreFields) }
}

/** An attempt whose only purpose is to stop the work, on the worker of the last attempt. */
function stopOutsideWork(step: Step, slot: TaskSlot, outcome: Outcome): void {
  const row = latestOf(slot)
  step.world.attempts.forget(row)
  const attemptId = step.newAttemptId()
  const patch = { attemptId, outcome, retryTime: null, stopPhase: 'outside', stopError: null } as const
  if (row.status === 'STOPPING') changeDetails(step, slot, patch)
  else changeStatus(step, slot, 'STOPPING', patch)
  step.notices.commands.push({ type: 'start', attemptId })
}

/** What asks for the stop of a task execution. */
export type StoppedBy = NonNullable<TaskExecutionRow['stoppedBy']>

/**
 * Stops the living execution: at once if no command can have left (`now`, or there is neither an attempt nor a child),
 * otherwise through STOPPING.
 */
export function stopTask(
  step: Step,
  slot: TaskSlot,
  { now, by }: { readonly now: boolean; readonly by: StoppedBy },
): void {
  const { attemptId } = latestOf(slot)
  if (slot.map !== null) {
    changeStatus(step, slot, 'STOPPING', { stoppedBy: by })
    step.mapsToSettle.add(slot)
    return
  }
  if (!now && attemptId !== null) {
    changeStatus(step, slot, 'STOPPING', { stoppedBy: by })
    step.notices.commands.push({ type: 'stop', attemptId })
    return
  }
  if (!now && askChildToStop(step, slot)) {
    changeStatus(step, slot, 'STOPPING', { stoppedBy: by })
    return
  }
  changeDetails(step, slot, { stoppedBy: by })
  step.setTimer(timerId.retry(slot.lane.execution.id, slot.name), null)
  const { outcome, childExecutionId } = latestOf(slot)
  // The end of a child that waits for its turn is the truth.
  const isKept = childExecutionId != null && outcome !== null
  endTask(step, slot, isKept ? statusOfOutcome(outcome) : 'STOPPED', outcome)
}

/** Has the child of a task stopped within this step. False if the task has none, or the child has ended. */
export function askChildToStop(step: Step, slot: TaskSlot): boolean {
  const { childExecutionId: id } = latestOf(slot)
  if (id == null) return false
  const child = step.world.executions.get(id)
  if (child !== undefined && child.phase !== 'ended') {
    step.childrenToStop.add(child)
    return true
  }
  if (!step.world.setAside.hasExecution(id)) return false
  changeDetails(step, slot, { stopError: `The workflow execution ${id} cannot be read from the store.` })
  return true
}

/** The status of a task that ends with an outcome. */
export function statusOfOutcome(outcome: Outcome | null): 'SUCCESS' | 'FAILED' | 'STOPPED' {
  if (outcome?.type === 'success') return 'SUCCESS'
  return outcome?.type === 'failed' ? 'FAILED' : 'STOPPED'
}

/** Adds a start behind those that wait already. */
export function addPendingStart(step: Step, slot: TaskSlot, start: PendingStart): void {
  const position = slot.pendingStarts.add(start)
  step.changes.pendingStarts.add({ ...placeOf(slot), position, ...start })
}

/** Drops the waiting starts, or all but the first. */
export function dropPendingStarts(step: Step, slot: TaskSlot, keep: 0 | 1 = 0): void {
  const dropped = slot.pendingStarts.drop(keep)
  if (dropped !== null) step.changes.pendingStarts.remove({ ...placeOf(slot), ...dropped })
}

function takePendingStart(step: Step, slot: TaskSlot): PendingStart | undefined {
  const taken = slot.pendingStarts.take()
  if (taken === undefined) return undefined
  step.changes.pendingStarts.remove({ ...placeOf(slot), from: taken.position, to: taken.position })
  if (slot.pendingStarts.isAway) step.world.tasksToRefill.add(slot)
  return taken.start
}

function placeOf({ lane, name }: TaskSlot): Pick<PendingStartRow, 'workflowExecutionId' | 'taskName'> {
  return { workflowExecutionId: lane.execution.id, taskName: name }
}

/** The latest execution of a task that must have one. */
export function latestOf(slot: TaskSlot): TaskExecutionRow {
  if (slot.latest === null) throw new Error(`task "${slot.name}" never ran`)
  return slot.latest
}

function store(step: Step, slot: TaskSlot, row: TaskExecutionRow): void {
  slot.latest = row
  if (slot.item === null) step.changes.taskExecutions.set(row)
  else storeItem(step, slot, slot.item)
  step.world.attempts.track(slot, row)
  step.world.children.track(slot, row)
}

/** What follows for the task is decided once, when all its items of this step have changed. */
function storeItem(step: Step, slot: TaskSlot, place: ItemPlace): void {
  const row = itemRowOf(place, latestOf(slot))
  step.changes.taskItems.set(row)
  place.map.track(slot, row)
  step.mapsToSettle.add(place.of)
}

function storeMemory(step: Step, slot: TaskSlot): void {
  step.changes.taskMemories.set({ ...placeOf(slot), lastOutput: slot.lane.outputs.get(slot.name) ?? null })
}
