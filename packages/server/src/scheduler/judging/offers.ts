import { isCode, type Rule } from '../../rules/plan.ts'
import type { StoredEvent } from '../../storage/rows.ts'
import type { Step } from '../step.ts'
import type { Lane } from '../world/lane.ts'
import { judgeLane } from './judge-lane.ts'
import { addToInbox } from './waiting-events.ts'

/**
 * At most this many lanes judge an event in the step of the event itself, and at most this many of their rules (of triggers,
 * the tasks that they may start). The others get it into their inboxes, which are the cursor: durable with the event, in
 * order for each lane, and worked off in commits of bounded size with others in between.
 */
const LANES_IN_STEP = 100
const WEIGHT_IN_STEP = 10_000

/** Offers an event to all that it is for: the executions with a rule on it, then the workflows with a trigger on it. */
export function offerToAll(step: Step, event: StoredEvent): void {
  offer(step, event, executionsOn(step, event))
  if (event.workflowExecutionId === null) offerToTriggers(step, event)
}

/** Offers an event to the triggers of its namespace. */
export function offerToTriggers(step: Step, event: StoredEvent): void {
  const listening = step.world.workflowsByKey.listenersOf(event)
  offer(
    step,
    event,
    listening.toSorted((a, b) => a.row.id - b.row.id),
  )
}

/** Offers an event to one lane: it is judged at once, unless the lane has others to judge first or code to ask. */
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

/** The execution that an event is for, or all of its namespace with a rule on it. */
function executionsOn({ world }: Step, event: StoredEvent): readonly Lane[] {
  if (event.workflowExecutionId !== null) {
    const lane = world.executions.get(event.workflowExecutionId)
    return lane === undefined || lane.phase === 'waiting' ? [] : [lane]
  }
  // In the order of their ids: one that was reopened is found where it would be after a restart.
  return world.executionsByKey.listenersOf(event).toSorted((a, b) => a.execution.id - b.execution.id)
}
