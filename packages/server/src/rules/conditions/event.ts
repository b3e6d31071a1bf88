import { evaluateAny } from './any-event.ts'
import type { ConditionKind, ConditionOf } from './condition.ts'
import { unseen } from './reasons.ts'

export const eventCondition: ConditionKind<ConditionOf<'event'>> = {
  keys: ({ event }) => [event.key],
  upstreams: () => [],
  evaluate: ({ event }, occurrence, judgedWith) => evaluateAny([event], occurrence, judgedWith),
  explain: ({ event }) => [unseen(event)],
}
