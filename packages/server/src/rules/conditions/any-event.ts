import { MAX_ANY_EVENTS } from '@aiflow/sdk/internal/limits'
import { requireAtMost } from '../upload/require-at-most.ts'
import type { ConditionKind, ConditionOf } from './condition.ts'
import { checkMatches, evaluateAny, keysOf, patternsOf } from './event-matches.ts'
import { SPLIT, unseen } from './reasons.ts'

/** Any of several events is enough. */
export const anyEventCondition: ConditionKind<ConditionOf<'anyEvent'>> = {
  keys: ({ events }) => keysOf(events),
  upstreams: () => [],
  patterns: ({ events }) => patternsOf(events),
  formulas: ({ events }) => patternsOf(events),
  check({ events }, where) {
    const owner = `The condition of ${where}`
    requireAtMost(MAX_ANY_EVENTS, { count: events.length, noun: 'events', owner, advice: SPLIT })
    checkMatches(events, where)
  },
  evaluate: ({ events }, occurrence, judgedWith) => evaluateAny(events, occurrence, judgedWith),
  explain: ({ events }) => events.map(unseen),
}
