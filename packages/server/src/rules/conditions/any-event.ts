import type { EventMatch } from '@aiflow/sdk/internal/wire'
import { matchesEvent } from '../matches-event.ts'
import type { ConditionKind, ConditionOf, JudgedWith, Occurrence } from './condition.ts'
import { type Evaluated, metBy, notMet } from './evaluated.ts'
import { mismatch, unseen } from './reasons.ts'

/** Any of several events is enough. */
export const anyEventCondition: ConditionKind<ConditionOf<'anyEvent'>> = {
  keys: ({ events }) => keysOf(events),
  upstreams: () => [],
  evaluate: ({ events }, occurrence, judgedWith) => evaluateAny(events, occurrence, judgedWith),
  explain: ({ events }) => events.map(unseen),
}

export function keysOf(events: readonly EventMatch[]): string[] {
  return [...new Set(events.map(({ key }) => key))]
}

export function evaluateAny(matches: readonly EventMatch[], occurrence: Occurrence, { budget }: JudgedWith): Evaluated {
  const { event } = occurrence
  return matches.some((match) => matchesEvent(match, event, budget))
    ? metBy(occurrence)
    : notMet(() => mismatch(matches, event))
}
