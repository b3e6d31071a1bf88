import { MAX_BATCH_EVENTS } from '@aiflow/sdk/internal/limits'
import type { Event } from '@aiflow/sdk/internal/model'
import { msOf, timeAfter } from '@aiflow/sdk/internal/time'
import type { FanIn } from '@aiflow/sdk/internal/wire'
import type { Trigger } from '@aiflow/sdk/internal/worker-protocol'
import { stateName } from '../../model/state-names.ts'
import { eventAsJson } from '../../model/stored-event.ts'
import { timerId } from '../../model/timer-ids.ts'
import type { Evaluated } from '../../rules/conditions/evaluated.ts'
import type { TriggerRow } from '../../storage/rows.ts'
import { requestStart } from '../executions/start-executions.ts'
import type { Step } from '../step.ts'
import type { WorkflowLane } from '../world/workflow-lane.ts'
import { setLaneState } from './lane-state.ts'
import { withoutStoreFields } from './user-view.ts'
import { verdictSawOf } from './verdict-saw.ts'

/** A batch with more text than this is full, whatever its configured size, because one execution carries all of it. */
const MAX_BATCH_CHARACTERS = 1024 * 1024

interface Match {
  readonly events: readonly Event[]
  readonly states?: Evaluated['states'] | undefined
  /** Offset of the deciding event. */
  readonly offset: number
}

/**
 * Passes the events of a trigger's match to an execution, at once or together with others. Each kept event is a state
 * of the workflow's lane, so it is stored with the step of its event.
 */
export function passOnMatch(
  step: Step,
  workflow: WorkflowLane,
  trigger: TriggerRow,
  { events, states }: Pick<Evaluated, 'events' | 'states'>,
): void {
  const offset = events.at(-1)?.offset ?? step.event.offset
  switch (trigger.fanIn.type) {
    case 'each':
      start(step, workflow, trigger, { events, states, offset })
      return
    case 'latest':
      dropKept(step, workflow, trigger)
      keep(step, workflow, trigger, events)
      break
    case 'batch':
      keep(step, workflow, trigger, events)
      break
  }
  releaseKept(step, workflow, trigger, offset)
  const waiting = workflow.kept.get(trigger.id)?.length ?? 0
  if (waiting === 0) return
  const reason = reasonOf(step, workflow, trigger.fanIn, waiting)
  step.changes.notMet.add(workflow.id, { task: null, rule: trigger.name }, offset, { reason })
}

/** Starts an execution with what a trigger keeps, if it is time. `offset` is that of the event that made it so. */
export function releaseKept(step: Step, workflow: WorkflowLane, trigger: TriggerRow, offset = step.event.offset): void {
  const events = workflow.kept.get(trigger.id) ?? []
  if (events.length === 0 || trigger.paused || !workflow.row.enabled) return
  if (!isTime(step, workflow, trigger, events)) return
  dropKept(step, workflow, trigger)
  const depth = workflow.keptDepths.get(trigger.id) ?? 0
  step.atDepth(depth, () => start(step, workflow, trigger, { events, offset }))
}

/** Call when something has changed for all triggers of a workflow: an execution ended, or the workflow was enabled. */
export function releaseAllKept(step: Step, workflow: WorkflowLane): void {
  if (workflow.kept.size === 0) return
  const triggers = [...workflow.triggers.values()].sort((a, b) => a.id - b.id)
  for (const trigger of triggers) releaseKept(step, workflow, trigger)
}

/** The time of a batch is up. If it cannot start now, it starts as soon as it can. */
export function endBatch(step: Step, workflow: WorkflowLane, trigger: TriggerRow): void {
  step.setTimer(batchTimerId(trigger), null)
  releaseKept(step, workflow, trigger)
}

/** Drops what a trigger keeps. */
export function dropKept(step: Step, workflow: WorkflowLane, trigger: TriggerRow): void {
  for (const { offset } of workflow.kept.get(trigger.id) ?? []) {
    setLaneState(step, workflow, stateName.kept(trigger.id, offset), null)
  }
  workflow.kept.delete(trigger.id)
  step.setTimer(batchTimerId(trigger), null)
}

function batchTimerId({ workflowId, id }: TriggerRow): string {
  return timerId.batch(workflowId, id)
}

function keep(step: Step, workflow: WorkflowLane, trigger: TriggerRow, events: readonly Event[]): void {
  const kept = workflow.kept.get(trigger.id) ?? []
  const { fanIn } = trigger
  workflow.keptDepths.set(trigger.id, step.depth)
  if (kept.length === 0 && fanIn.type === 'batch' && fanIn.seconds !== undefined) {
    step.setTimer(batchTimerId(trigger), timeAfter(step.now, msOf(fanIn.seconds)))
  }
  // A condition on several events may match with an event that is kept already.
  const known = new Set(kept.map(({ offset }) => offset))
  const added = events.filter(({ offset }) => !known.has(offset)).map(withoutStoreFields)
  for (const event of added) {
    setLaneState(step, workflow, stateName.kept(trigger.id, event.offset), eventAsJson(event))
  }
  workflow.kept.set(
    trigger.id,
    [...kept, ...added].sort((a, b) => a.offset - b.offset),
  )
}

function isTime(step: Step, workflow: WorkflowLane, trigger: TriggerRow, events: readonly Event[]): boolean {
  const { fanIn } = trigger
  switch (fanIn.type) {
    case 'each':
      return true
    case 'latest':
      return step.world.living.first(workflow.row.id) === undefined
    case 'batch': {
      if (events.length >= (fanIn.size ?? MAX_BATCH_EVENTS) || charactersOf(events) > MAX_BATCH_CHARACTERS) return true
      // The timer exists until the time is up.
      return fanIn.seconds !== undefined && !step.world.timers.has(batchTimerId(trigger))
    }
  }
}

function charactersOf(events: readonly Event[]): number {
  return events.reduce((sum, { value, context }) => sum + (value?.length ?? 0) + (context?.length ?? 0), 0)
}

function start(step: Step, workflow: WorkflowLane, trigger: TriggerRow, { events, states, offset }: Match): void {
  const { name, parameters, overlap } = trigger
  noteFiring(step, workflow, trigger)
  const by: Trigger = { type: 'EVENT', rule: name, events: events.map(withoutStoreFields), outputs: {} }
  const saw = verdictSawOf({ met: true, reason: '', events, ...(states === undefined ? {} : { states }) }, null)
  requestStart(step, workflow, { trigger: by, parameters, overlap, offset, saw })
}

/** Updates the current row of the trigger; the caller may hold an older one. */
function noteFiring(step: Step, workflow: WorkflowLane, { id }: TriggerRow): void {
  const current = workflow.triggers.get(id)
  if (current === undefined) return
  const row: TriggerRow = { ...current, lastTime: step.now }
  workflow.triggers.set(id, row)
  step.changes.triggers.set(row)
}

function reasonOf(step: Step, workflow: WorkflowLane, fanIn: FanIn, waiting: number): string {
  if (fanIn.type !== 'batch') {
    const first = step.world.living.first(workflow.row.id)
    return `the newest waits until the execution ${first?.execution.id ?? ''} has ended`
  }
  return fanIn.size === undefined ? `${waiting} gathered so far` : `${waiting} of ${fanIn.size} gathered`
}
