import { MAX_ALL_EVENTS } from '@aiflow/sdk/internal/limits'
import type { Event } from '@aiflow/sdk/internal/model'
import type { RememberedEvents } from '../../model/remembered-events.ts'
import { matchesEvent } from '../matches-event.ts'
import { requireAtMost } from '../upload/require-at-most.ts'
import type { ConditionKind, ConditionOf, JudgedWith, Occurrence } from './condition.ts'
import { type Evaluated, notMet, notYetMet } from './evaluated.ts'
import { checkMatches, keysOf, patternsOf } from './event-matches.ts'
import { listOf, mismatch, SPLIT, unseen } from './reasons.ts'

/** Remembers the newest event of each member, by the member's position, until all have come. */
export const allEventsCondition: ConditionKind<ConditionOf<'allEvents'>> = {
  keys: ({ events }) => keysOf(events),
  upstreams: () => [],
  patterns: ({ events }) => patternsOf(events),
  formulas: ({ events }) => patternsOf(events),
  check({ events }, where) {
    const owner = `The condition of ${where}`
    requireAtMost(MAX_ALL_EVENTS, { count: events.length, noun: 'events', owner, advice: SPLIT })
    checkMatches(events, where)
  },
  evaluate: evaluateAll,
  explain: ({ events }, { seen }) =>
    events.map((match, index) => {
      const event = seen?.[String(index)] ?? null
      return { ...unseen(match), isSeen: event !== null, event }
    }),
}

function evaluateAll(condition: ConditionOf<'allEvents'>, { event }: Occurrence, judgedWith: JudgedWith): Evaluated {
  const matching = condition.events.flatMap((match, index) => (matchesEvent(match, event, judgedWith) ? [index] : []))
  if (matching.length === 0) return notMet(() => mismatch(condition.events, event, judgedWith))
  const seen: Record<string, Event> = { ...judgedWith.seen }
  for (const index of matching) seen[index] = event
  const missing = condition.events.filter((_, index) => seen[index] === undefined)
  if (missing.length === 0) return { met: true, reason: '', events: inOrder(seen), seen }
  return notYetMet(
    () => {
      const names = missing.map(({ key }) => `"${key}"`)
      return `waits for ${listOf(names)}; has seen ${listOf(inOrder(seen).map(describeSeen))}`
    },
    { seen },
  )
}

/** One event may stand for several members. After a restart each of them has its own copy. */
function inOrder(seen: RememberedEvents): readonly Event[] {
  const byOffset = new Map(Object.values(seen).map((event) => [event.offset, event]))
  return [...byOffset.values()].sort((a, b) => a.offset - b.offset)
}

function describeSeen({ key, offset }: Event): string {
  return `"${key}" (offset ${offset})`
}
