import type { Event, EventMatch, ValueFilter } from '@aiflow/sdk/internal'
import { patternOf } from '../formulas/kept-patterns.ts'
import { SlowPatternError } from '../formulas/pattern.ts'

// Many rules are asked about an event before the next one comes, and those of many executions are the same.
let last: { readonly event: Event; readonly found: Map<string, boolean | SlowPatternError> } | null = null

/** Whether an event is one that a condition waits for. Throws `PatternError` where that cannot be told. */
export function matchesEvent({ key, filter }: EventMatch, event: Event): boolean {
  return key === event.key && (filter === undefined || passes(filter, event))
}

function passes(filter: ValueFilter, event: Event): boolean {
  const { value } = event
  return (
    value !== null &&
    (filter.equals === undefined || value === filter.equals) &&
    (filter.in === undefined || filter.in.includes(value)) &&
    (filter.matches === undefined || isFound(filter.matches, event, value))
  )
}

/** Each pattern is looked for once in the value of an event. */
function isFound(source: string, event: Event, value: string): boolean {
  if (last?.event !== event) last = { event, found: new Map() }
  const { found } = last
  const known = found.get(source) ?? look(source, value)
  found.set(source, known)
  if (known instanceof SlowPatternError) throw known
  return known
}

function look(source: string, value: string): boolean | SlowPatternError {
  try {
    return patternOf(source).test(value)
  } catch (error) {
    if (error instanceof SlowPatternError) return error
    throw error
  }
}
