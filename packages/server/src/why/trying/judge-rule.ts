import type { TriedRule } from '@aiflow/sdk/internal/api/events'
import type { Json } from '@aiflow/sdk/internal/json'
import type { Event } from '@aiflow/sdk/internal/model'
import { describeCondition } from '@aiflow/sdk/internal/wire'
import { STEPS_PER_OCCURRENCE, WorkBudget } from '../../formulas/work-budget.ts'
import { type CircuitClock, circuitIn, refusalAt } from '../../model/circuit.ts'
import { rememberedEvents } from '../../model/remembered-events.ts'
import type { Evaluated } from '../../rules/conditions/evaluated.ts'
import { evaluate } from '../../rules/evaluate.ts'
import { isCode, type Rule } from '../../rules/plan.ts'

/** What the rules of one lane are judged with. */
export interface JudgedWith {
  readonly event: Event
  readonly clock: CircuitClock
  readonly states: ReadonlyMap<string, Json>
  readonly budget: WorkBudget
  /** Whether a rule of the lane may start something. If not, no worker is asked. */
  readonly isOpen: boolean
  /** Of a trigger; absent for a rule of a task. */
  readonly ownWorkflow?: string
}

export type Judgement =
  | { readonly type: 'met'; readonly evaluated: Evaluated }
  | { readonly type: 'other'; readonly verdict: TriedRule['verdict']; readonly reason: string }

/** Judges a rule as the scheduler would, and changes nothing. */
export function judgeRule(rule: Rule, judgedWith: JudgedWith): Judgement {
  const { event, clock, states, budget, isOpen, ownWorkflow } = judgedWith
  if (rule.refusal !== null) return other('ignored', rule.refusal)
  if (isCode(rule) && !isOpen) return other('notTried', 'custom condition: not asked, because nothing may start')
  const refusal = refusalAt(circuitIn(states, rule.name), clock)
  if (refusal !== null) return other('ignored', refusal)
  if (isCode(rule)) return other('notTried', 'custom condition: not tried, because a worker would have to run its code')
  const { name, condition } = rule
  const seen = rememberedEvents(states, name)
  const evaluated = evaluate(
    condition,
    { type: 'event', event },
    {
      now: clock.now,
      budget,
      seen,
      ownTask: name.task,
      ...(ownWorkflow === undefined ? {} : { ownWorkflow }),
    },
  )
  if (evaluated.error !== undefined) return other('failed', evaluated.error)
  return evaluated.met ? { type: 'met', evaluated } : other('notMet', evaluated.reason)
}

/** What the conditions of a lane may cost for the event. */
export function newBudget(): WorkBudget {
  const budget = new WorkBudget()
  budget.allow(STEPS_PER_OCCURRENCE)
  return budget
}

type Outcome = Pick<TriedRule, 'verdict'> & Partial<Pick<TriedRule, 'effect' | 'reason' | 'unless'>>

export function triedRule({ name, action, condition }: Rule, outcome: Outcome): TriedRule {
  const text = describeCondition(condition)
  return { task: name.task, rule: name.rule, action, text, effect: null, reason: null, unless: null, ...outcome }
}

function other(verdict: TriedRule['verdict'], reason: string): Judgement {
  return { type: 'other', verdict, reason }
}
