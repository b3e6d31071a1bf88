import { MAX_ALL_EVENTS } from '@aiflow/sdk/internal/limits'
import type { Event } from '@aiflow/sdk/internal/model'
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
  const seen = new Map(Object.entries(judgedWith.seen ?? {}))
  let matched = false
  condition.events.forEach((match, index) => {
    if (!matchesEvent(match, event, judgedWith)) return
    seen.set(String(index), event)
    matched = true
  })
  if (!matched) return notMet(() => mismatch(condition.events, event, judgedWith))
  // One event may stand for several members. After a restart each of them has its own copy.
  const byOffset = new Map([...seen.values()].map((one) => [one.offset, one]))
  const events = [...byOffset.values()].sort((a, b) => a.offset - b.offset)
  const after = { events, seen: Object.fromEntries(seen) }
  const missing = condition.events.filter((_, index) => !seen.has(String(index)))
  if (missing.length === 0) return { met: true, reason: '', ...after }
  return notYetMet(
    () => `waits for ${listOf(missing.map(({ key }) => `"${key}"`))}; has seen ${listOf(events.map(describeSeen))}`,
    after,
  )
}

function describeSeen({ key, offset }: Event): string {
  return `"${key}" (offset ${offset})`
}
