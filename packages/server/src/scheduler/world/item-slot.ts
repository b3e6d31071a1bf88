import { isFinished } from '@aiflow/sdk/internal/model'
import type { ItemListImage } from '../../storage/image.ts'
import type { TaskExecutionRow, TaskItemRow } from '../../storage/rows.ts'
import { type ExecutionLane, type ItemPlace, newItemSlot, type TaskSlot } from './execution-lane.ts'
import { type GivenToItems, TaskMap } from './task-map.ts'

const NOT_BEGUN: Partial<TaskExecutionRow> = {
  status: 'INIT',
  attemptNumber: 1,
  attemptId: null,
  workerId: null,
  bootId: null,
  lostAttempts: 0,
  forgivenAttempts: 0,
  beginTime: null,
  endTime: null,
  retryTime: null,
  stopPhase: null,
  stopError: null,
  outcome: null,
  handle: null,
  previousAttempts: [],
}

/** An item as an execution of its task that has not begun. */
export function newItemExecution({ of, map }: ItemPlace): TaskExecutionRow {
  if (of.latest === null) throw new Error(`the task "${of.name}" never ran`)
  return { ...of.latest, ...NOT_BEGUN, trigger: map.given.trigger }
}

/** What is stored of an item. */
export function itemRowOf({ index }: ItemPlace, row: TaskExecutionRow): TaskItemRow {
  return {
    taskExecutionId: row.id,
    index,
    workflowExecutionId: row.workflowExecutionId,
    status: row.status,
    attemptNumber: row.attemptNumber,
    attemptId: row.attemptId,
    workerId: row.workerId,
    bootId: row.bootId,
    lostAttempts: row.lostAttempts,
    forgivenAttempts: row.forgivenAttempts,
    beginTime: row.beginTime,
    endTime: row.endTime,
    retryTime: row.retryTime,
    stopPhase: row.stopPhase,
    stopError: row.stopError,
    outcome: row.outcome,
    handle: row.handle,
    previousAttempts: row.previousAttempts,
  }
}

interface RestoreOptions {
  readonly givenTo: (slot: TaskSlot, row: TaskExecutionRow) => GivenToItems
  /** The time of the last step: delays that were over then are over. */
  readonly now: number
}

/** Gives the living tasks over lists their items back. Returns the slots of those that have begun and not ended. */
export function restoreItems(
  lane: ExecutionLane,
  lists: readonly ItemListImage[],
  { givenTo, now }: RestoreOptions,
): TaskSlot[] {
  return lists.flatMap(({ taskExecutionId, list, items }) => {
    const of = [...lane.slots()].find(({ latest }) => latest?.id === taskExecutionId)
    if (of?.latest == null || of.task.mapOver === undefined) return []
    const map = new TaskMap<TaskSlot>(of.task.mapOver, list, givenTo(of, of.latest))
    of.map = map
    const living = items.flatMap((row) => restoreItem({ of, map, index: row.index }, row))
    map.release(now)
    return living
  })
}

function restoreItem(place: ItemPlace, row: TaskItemRow): TaskSlot[] {
  if (isFinished(row.status)) {
    place.map.restoreEnded(row)
    return []
  }
  const { taskExecutionId: _, index: __, ...attempts } = row
  const slot = newItemSlot(place)
  slot.latest = { ...newItemExecution(place), ...attempts }
  place.map.track(slot, row)
  return [slot]
}
