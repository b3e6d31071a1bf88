import { isAIFlowError } from '@aiflow/sdk/internal/errors'
import type { ConditionDefinition } from '@aiflow/sdk/internal/wire'
import { PatternError } from '../formulas/pattern.ts'
import { BudgetError } from '../formulas/work-budget.ts'
import type { JudgedWith, Occurrence } from './conditions/condition.ts'
import type { Evaluated } from './conditions/evaluated.ts'
import { kindOf } from './conditions/kinds.ts'

/**
 * Judges a condition. Pure: it reads no clock, and returns what the rule remembers and when to judge it again. Anything
 * thrown, by a pattern of an older version, an engine or a defect, becomes an `error` of this rule alone. All other rules
 * still judge the event.
 */
export function evaluate(condition: ConditionDefinition, occurrence: Occurrence, judgedWith: JudgedWith): Evaluated {
  try {
    return kindOf(condition).evaluate(condition, occurrence, judgedWith)
  } catch (thrown) {
    const isKnown = thrown instanceof PatternError || thrown instanceof BudgetError || isAIFlowError(thrown)
    const error = isKnown ? thrown.message : `the condition failed: ${String(thrown)}`
    return { met: false, reason: error, events: [], error }
  }
}
