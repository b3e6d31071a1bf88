import type { Event } from '@aiflow/sdk/internal/model'
import type { WorkBudget } from '../../formulas/work-budget.ts'
import { ruleId } from '../../model/rule-name.ts'
import { stateName } from '../../model/state-names.ts'
import type { CodeAnswer, Occurrence, Prospects } from '../../rules/conditions/condition.ts'
import type { Evaluated } from '../../rules/conditions/evaluated.ts'
import { evaluate } from '../../rules/evaluate.ts'
import { isCode, type Rule } from '../../rules/plan.ts'
import type { Step } from '../step.ts'
import type { Lane } from '../world/lane.ts'
import { noteAnswer, refusalOf, refusalOfAnswered } from './circuits.ts'
import type { CodeResult, CodeResults } from './code-results.ts'
import { addRuleDeadLetter } from './dead-letters.ts'
import { setLaneState } from './lane-state.ts'
import { rememberedBy, setRememberedEvents } from './remembered-events.ts'
import { addVerdict } from './verdicts.ts'
import { setWakeTime } from './wake-times.ts'

/** What a rule is judged on, and the answers of user code for rules that have code. */
export interface Asked {
  readonly occurrence: Occurrence
  /** The time of the step, in milliseconds since the epoch. */
  readonly now: number
  readonly budget: WorkBudget
  /** Which tasks are skipped right after the occurrence, if it is a change of status. */
  readonly prospects?: Prospects | undefined
  readonly codeResults: CodeResults | undefined
}

/**
 * Judges one rule of a lane, and records the result unless the condition is met. Returns null if the condition is not
 * met, failed, was not asked, or must not be judged now.
 */
export function judgeRule(step: Step, lane: Lane, rule: Rule, asked: Asked): Evaluated | null {
  const { event } = asked.occurrence
  if (rule.refusal !== null) return refuse(step, lane, rule, rule.refusal, event)
  const result = isCode(rule) ? asked.codeResults?.get(ruleId(rule.name)) : null
  if (result === undefined) return null
  const refusal = refusalFor(step, lane, rule, result)
  if (refusal !== null) return refuse(step, lane, rule, refusal, event)
  const evaluated = evaluateRule(lane, rule, asked, result)
  noteAnswer(step, lane, rule.name, evaluated.error ?? null)
  if (evaluated.error !== undefined) return fail(step, lane, rule, evaluated.error, event)
  setChangedStates(step, lane, result)
  if (evaluated.wakeAt !== undefined) setWakeTime(step, lane, rule.name, evaluated.wakeAt)
  if (evaluated.met) return evaluated
  if (evaluated.seen !== undefined) setRememberedEvents(step, lane, rule.name, evaluated.seen)
  step.changes.notMet.add(lane.id, rule.name, event.offset, evaluated)
  return null
}

function refusalFor(step: Step, lane: Lane, { name }: Rule, result: CodeResult | null): string | null {
  if (result === null) return refusalOf(step, lane, name)
  return result.type === 'skipped' ? result.reason : refusalOfAnswered(lane, name)
}

function evaluateRule(
  lane: Lane,
  rule: Rule,
  { occurrence, now, budget, prospects }: Asked,
  result: CodeResult | null,
): Evaluated {
  if (result?.type === 'failed') return { met: false, reason: result.error, events: [], error: result.error }
  const evaluated = evaluate(rule.condition, occurrence, {
    now,
    budget,
    seen: rememberedBy(lane, rule.name),
    ownTask: rule.name.task,
    ownWorkflow: rule.name.task === null ? lane.place.workflowName : undefined,
    prospects,
    lackingMember: lane.lackingMembers.get(rule),
    answer: result?.type === 'ok' ? answerOf(lane, result) : undefined,
  })
  if (evaluated.lackingMember !== undefined) lane.lackingMembers.set(rule, evaluated.lackingMember)
  return evaluated
}

function answerOf({ states }: Lane, { met, states: changed }: Extract<CodeResult, { type: 'ok' }>): CodeAnswer {
  return { met, changed, before: (name) => states.get(stateName.named(name)) ?? null }
}

function setChangedStates(step: Step, lane: Lane, result: CodeResult | null): void {
  if (result?.type !== 'ok') return
  for (const [name, value] of Object.entries(result.states)) setLaneState(step, lane, stateName.named(name), value)
}

/** The condition failed. The event becomes a dead letter of this rule; all other rules still judge it. */
function fail(step: Step, lane: Lane, rule: Rule, error: string, event: Event): null {
  addVerdict(step, lane, rule, { verdict: 'failed', reason: error, resultId: null, offset: event.offset })
  addRuleDeadLetter(step, lane, rule.name, { error, event })
  return null
}

/** Records that a rule was not judged, and why. */
function refuse(step: Step, lane: Lane, rule: Rule, reason: string, { offset }: Event): null {
  addVerdict(step, lane, rule, { verdict: 'ignored', reason, resultId: null, offset })
  return null
}
