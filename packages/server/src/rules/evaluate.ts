import { isAIFlowError } from '@aiflow/sdk/internal/errors'
import type { ConditionDefinition } from '@aiflow/sdk/internal/wire'
import { PatternError } from '../formulas/pattern.ts'
import { BudgetError } from '../formulas/work-budget.ts'
import type { JudgedWith, Occurrence } from './conditions/condition.ts'
import type { Evaluated } from './conditions/evaluated.ts'
import { kindOf } from './conditions/kinds.ts'

/**
 * Judges a condition. Pure: what it remembers is returned, not stored. Whatever is thrown on the way, by a pattern of an
 * older version, an engine or a defect, is an `error` of this rule alone: the event goes on for all others.
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
