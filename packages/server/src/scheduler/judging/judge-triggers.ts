import type { Evaluated } from '../../rules/conditions/evaluated.ts'
import type { StoredEvent } from '../../storage/rows.ts'
import type { Step } from '../step.ts'
import type { TriggerRule, WorkflowLane } from '../world/workflow-lane.ts'
import { noteFiring } from './circuits.ts'
import type { CodeResults } from './code-results.ts'
import { takeMatch } from './fan-in.ts'
import { judgeRule } from './judge-rule.ts'
import { setRememberedEvents, wholeEvents } from './remembered-events.ts'

/** Judges triggers of one workflow that react to an event. */
export function judgeTriggers(
  step: Step,
  workflow: WorkflowLane,
  event: StoredEvent,
  rules: readonly TriggerRule[],
  codeResults?: CodeResults,
): void {
  const asked = { occurrence: { type: 'event', event }, budget: step.budgetOf(workflow), codeResults } as const
  for (const rule of rules) {
    const evaluated = judgeRule(step, workflow, rule, asked)
    if (evaluated !== null) fire(step, workflow, rule, event, evaluated)
  }
}

function fire(step: Step, workflow: WorkflowLane, rule: TriggerRule, event: StoredEvent, evaluated: Evaluated): void {
  if (evaluated.seen !== undefined) setRememberedEvents(step, workflow, rule.name, null)
  const events = wholeEvents(step, workflow, rule.name, evaluated.events)
  takeMatch(step, workflow, rule.trigger, { ...evaluated, events })
  noteFiring(step, workflow, rule.name, event.key)
}
