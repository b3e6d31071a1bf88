import { createEventMatcher, type Event, type EventMatch } from '@aiflow/sdk/internal'
import { TimeLimit } from '../parameters/time-limit.ts'

/** Of one test; an author's pattern may take longer than the world exists, and nothing else would end it. */
const LIMIT_MS = 100

/** What makes a pattern try again what it tried. With one of these, the time grows with the square of the value. */
const REPEATS = /[*+?{|]/g
const LONG_VALUE = 1000

// Watching costs more than most tests: only those that may take long are watched.
const limit = new TimeLimit(LIMIT_MS)

/** Whether an event is one that a condition waits for. What cannot be told in time is not. */
export function matchesEvent(match: EventMatch, event: Event): boolean {
  if (match.key !== event.key) return false
  if (match.filter === undefined) return true
  const matches = createEventMatcher(match)
  if (!mayTakeLong(match.filter.matches, event.value)) return matches(event)
  return limit.run(() => matches(event))?.value ?? false
}

function mayTakeLong(pattern: string | undefined, value: string | null): boolean {
  if (pattern === undefined || value === null) return false
  const repeats = pattern.match(REPEATS)?.length ?? 0
  return repeats > 1 || (repeats === 1 && value.length > LONG_VALUE)
}
