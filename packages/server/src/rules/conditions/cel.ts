import { celExpressionOf } from '../../formulas/cel/cel-expression.ts'
import { patternsIn } from '../../formulas/cel/patterns-in.ts'
import { ANY_KEY } from '../key-index.ts'
import { checkPatternWeight } from '../upload/pattern-weight.ts'
import type { ConditionKind, ConditionOf } from './condition.ts'
import { metBy, notMet } from './evaluated.ts'
import { unseen } from './reasons.ts'

/** An expression on one event. */
export const celCondition: ConditionKind<ConditionOf<'cel'>> = {
  keys: ({ keys }) => (keys === undefined ? [ANY_KEY] : [...new Set(keys)]),
  upstreams: () => [],
  patterns: ({ expression }) => patternsIn(expression),
  formulas: ({ expression }) => [expression],
  check(condition, where) {
    celExpressionOf(condition)
    checkPatternWeight(patternsIn(condition.expression), `The condition of ${where}`)
  },
  evaluate(condition, occurrence, { budget }) {
    const { met, reason, gaveUp } = celExpressionOf(condition).judge(occurrence.event, budget)
    if (met) return metBy(occurrence)
    return gaveUp === true ? { met, reason, events: [], error: reason } : notMet(() => reason)
  },
  explain: ({ keys = [] }) => keys.map((key) => unseen({ key })),
}
