import type { ConditionKind, ConditionOf } from './condition.ts'
import { checkMatches, evaluateAny, patternsOf } from './event-matches.ts'
import { unseen } from './reasons.ts'

export const eventCondition: ConditionKind<ConditionOf<'event'>> = {
  keys: ({ event }) => [event.key],
  upstreams: () => [],
  patterns: ({ event }) => patternsOf([event]),
  formulas: ({ event }) => patternsOf([event]),
  check: ({ event }, where) => checkMatches([event], where),
  evaluate: ({ event }, occurrence, judgedWith) => evaluateAny([event], occurrence, judgedWith),
  explain: ({ event }) => [unseen(event)],
}
