import type { Event } from '@aiflow/sdk/internal/model'
import { msOf, timeAfter } from '@aiflow/sdk/internal/time'
import type { Trigger } from '@aiflow/sdk/internal/worker-protocol'
import { stateName } from '../../model/state-names.ts'
import { eventAsJson } from '../../model/stored-event.ts'
import { timerId } from '../../model/timer-ids.ts'
import type { Evaluated } from '../../rules/conditions/evaluated.ts'
import { type Gathered, incompleteReason, isComplete } from '../../rules/fan-in.ts'
import type { TriggerRow } from '../../storage/rows.ts'
import { requestStart } from '../executions/start-executions.ts'
import type { Step } from '../step.ts'
import type { WorkflowLane } from '../world/workflow-lane.ts'
import { setLaneState } from './lane-state.ts'
import { withoutStoreFields } from './user-view.ts'
import { verdictSawOf } from './verdict-saw.ts'

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
  const gathered = gatheredBy(step, workflow, trigger)
  if (gathered.events.length === 0) return
  const reason = incompleteReason(trigger.fanIn, gathered)
  step.changes.notMet.add(workflow.id, { task: null, rule: trigger.name }, offset, { reason })
}

/** Starts an execution with what a trigger keeps, if it is time. `offset` is that of the event that made it so. */
export function releaseKept(step: Step, workflow: WorkflowLane, trigger: TriggerRow, offset = step.event.offset): void {
  const events = workflow.kept.get(trigger.id) ?? []
  if (events.length === 0 || trigger.paused || !workflow.row.enabled) return
  if (!isComplete(trigger.fanIn, gatheredBy(step, workflow, trigger))) return
  dropKept(step, workflow, trigger)
  const depth = workflow.keptDepths.get(trigger.id) ?? 0
  step.atDepth(depth, () => start(step, workflow, trigger, { events, offset }))
}

/** Call when something has changed for all triggers of a workflow: an execution ended, or the workflow was enabled. */
export function releaseAllKept(step: Step, workflow: WorkflowLane): void {
  for (const id of [...workflow.kept.keys()].sort((a, b) => a - b)) {
    const trigger = workflow.triggers.get(id)
    if (trigger !== undefined) releaseKept(step, workflow, trigger)
  }
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

function gatheredBy(step: Step, workflow: WorkflowLane, trigger: TriggerRow): Gathered {
  return {
    events: workflow.kept.get(trigger.id) ?? [],
    first: step.world.living.first(workflow.row.id)?.execution.id ?? null,
    // The timer exists until the time is up.
    isTimed: step.world.timers.has(batchTimerId(trigger)),
  }
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
  workflow.triggers.set(row)
  step.changes.triggers.set(row)
}
