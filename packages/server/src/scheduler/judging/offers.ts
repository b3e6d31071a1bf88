import { isCode, type Rule } from '../../rules/plan.ts'
import type { StoredEvent } from '../../storage/rows.ts'
import type { Step } from '../step.ts'
import type { ExecutionLane } from '../world/execution-lane.ts'
import type { Lane } from '../world/lane.ts'
import type { WorkflowLane } from '../world/workflow-lane.ts'
import type { World } from '../world/world.ts'
import { addToInbox } from './inbox-changes.ts'
import { judgeLane } from './judge-lane.ts'

/**
 * At most this many lanes judge an event in the event's own step, and at most this many of their rules (for a trigger,
 * of the tasks that it may start). All other lanes get the event into their inboxes. The inboxes are the cursor of the
 * fan-out: they are durable with the event, keep the order of each lane, and are worked off in commits of bounded size
 * that leave room for other work.
 */
const LANES_IN_STEP = 100
const WEIGHT_IN_STEP = 10_000

/** What decides who hears an event. */
type Heard = Pick<StoredEvent, 'namespace' | 'key' | 'kind' | 'workflowExecutionId'>

/**
 * Offers an event to everything it is for: the executions with a rule on it, then the workflows with a trigger on it.
 */
export function offerToAll(step: Step, event: StoredEvent): void {
  offer(step, event, executionsOn(step.world, event))
  if (event.workflowExecutionId === null) offerToTriggers(step, event)
}

/** Offers an event to the triggers of its namespace. */
export function offerToTriggers(step: Step, event: StoredEvent): void {
  offer(step, event, workflowsOn(step.world, event))
}

/**
 * Offers an event to one lane. It is judged at once, unless the lane must judge older events first or ask user code.
 */
export function offerToLane(step: Step, lane: Lane, event: StoredEvent): void {
  offerRules(step, lane, event, { rules: lane.rulesOn(event), isLater: false })
}

function offer(step: Step, event: StoredEvent, lanes: readonly Lane[]): void {
  let weight = 0
  for (const [index, lane] of lanes.entries()) {
    const rules = lane.rulesOn(event)
    weight += rules.length * lane.ruleWeight
    const isLater = index >= LANES_IN_STEP || (index > 0 && weight > WEIGHT_IN_STEP)
    offerRules(step, lane, event, { rules, isLater })
  }
}

function offerRules(
  step: Step,
  lane: Lane,
  event: StoredEvent,
  { rules, isLater }: { readonly rules: readonly Rule[]; readonly isLater: boolean },
): void {
  if (rules.length === 0) return
  if (isLater || step.isHeavy || lane.isHeld || rules.some(isCode)) {
    return addToInbox(step, lane, event, { codeOnly: false })
  }
  const execution = step.world.executionOf(lane)
  if (execution !== undefined) step.allowCascadeOf(execution)
  judgeLane(step, lane, event)
}

/** The execution that an event targets, or all executions of its namespace with a rule on it. */
export function executionsOn(world: World, event: Heard): readonly ExecutionLane[] {
  if (event.workflowExecutionId !== null) {
    const lane = world.executions.get(event.workflowExecutionId)
    return lane === undefined || lane.phase === 'waiting' ? [] : [lane]
  }
  // By id, so that a reopened execution has the same place as after a restart.
  return world.hearing.listenersOf(event).sort((a, b) => a.execution.id - b.execution.id)
}

/** The workflows of its namespace with a trigger on it. */
export function workflowsOn(world: World, event: Heard): readonly WorkflowLane[] {
  return world.workflowsByKey.listenersOf(event).toSorted((a, b) => a.row.id - b.row.id)
}
