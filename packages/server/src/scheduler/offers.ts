import type { StoredEvent } from '../storage/rows.ts'
import type { ExecutionLane } from './execution-lane.ts'
import { judgeTaskRules } from './judge.ts'
import { rulesOn, type TaskRulePlan } from './plan.ts'
import type { Step } from './step.ts'
import { addToInbox } from './waiting-events.ts'

/**
 * So many lanes judge an event in the step of the event itself, and so many of their rules. For all the others it is put into their inboxes, which are the
 * cursor: durable with the event, in order for each lane, and worked off in commits of bounded size with others in between.
 */
const LANES_IN_STEP = 100
const RULES_IN_STEP = 10_000

/** Offers an event to the executions with a rule on it: to the one that it is for, or to all of its namespace. */
export function offerToExecutions(step: Step, event: StoredEvent): void {
  const { world } = step
  const target = event.workflowExecutionId
  if (target === null) {
    // In the order of their ids: one that was reopened is found where it would be after a restart.
    const lanes = world.executionsByKey.listenersOf(event)
    if (lanes.length === 0) return
    const inOrder = lanes.toSorted((a, b) => a.execution.id - b.execution.id)
    let rules = 0
    for (const [index, lane] of inOrder.entries()) {
      rules += rulesOn(lane.plan, event).length
      const later = index >= LANES_IN_STEP || (index > 0 && rules > RULES_IN_STEP)
      offerToLane(step, lane, event, { later })
    }
    return
  }
  const lane = world.executions.get(target)
  if (lane !== undefined && lane.phase !== 'waiting') offerToLane(step, lane, event)
}

export function offerToLane(step: Step, lane: ExecutionLane, event: StoredEvent, { later } = { later: false }): void {
  const plans = rulesOn(lane.plan, event)
  if (plans.length === 0) return
  if (later || step.isHeavy || isHeld(lane) || plans.some(isCode)) addToInbox(step, lane, event, { codeOnly: false })
  else {
    step.allowCascadeOf(lane)
    judgeTaskRules(step, lane, { type: 'event', event }, plans)
  }
}

/** Events for a lane that is paused, or that has older ones to judge first, wait in its inbox. */
export function isHeld(lane: ExecutionLane): boolean {
  return lane.isPaused || lane.inbox.length > 0
}

export function isCode(plan: TaskRulePlan): boolean {
  return plan.rule.condition.type === 'code'
}
