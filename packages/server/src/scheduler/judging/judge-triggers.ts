import type { Event } from '@aiflow/sdk/internal/model'
import type { Occurrence } from '../../rules/conditions/condition.ts'
import type { Evaluated } from '../../rules/conditions/evaluated.ts'
import type { Step } from '../step.ts'
import type { TriggerRule, WorkflowLane } from '../world/workflow-lane.ts'
import { noteFiring } from './circuits.ts'
import type { CodeResults } from './code-results.ts'
import { passOnMatch } from './fan-in.ts'
import { judgeRule } from './judge-rule.ts'
import { setRememberedEvents, wholeEvents } from './remembered-events.ts'

/** Judges triggers of one workflow that react to one occurrence. */
export function judgeTriggers(
  step: Step,
  workflow: WorkflowLane,
  occurrence: Occurrence,
  rules: readonly TriggerRule[],
  codeResults?: CodeResults,
): void {
  const asked = { occurrence, now: step.now, budget: step.budgetOf(workflow), codeResults }
  for (const rule of rules) {
    const evaluated = judgeRule(step, workflow, rule, asked)
    if (evaluated !== null) fire(step, workflow, rule, occurrence.event, evaluated)
  }
}

function fire(step: Step, workflow: WorkflowLane, rule: TriggerRule, event: Event, evaluated: Evaluated): void {
  if (evaluated.seen !== undefined) setRememberedEvents(step, workflow, rule.name, null)
  const events = wholeEvents(step, workflow, rule.name, evaluated.events)
  passOnMatch(step, workflow, rule.trigger, { ...evaluated, events })
  noteFiring(step, workflow, rule.name, event.key)
}
