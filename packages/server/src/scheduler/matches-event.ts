import type { Event, EventMatch, ValueFilter } from '@aiflow/sdk/internal'
import { patternOf } from '../formulas/kept-patterns.ts'

/** Whether an event is one that a condition waits for. Throws `PatternError` where that cannot be told. */
export function matchesEvent({ key, filter }: EventMatch, event: Event): boolean {
  return key === event.key && (filter === undefined || passes(filter, event.value))
}

function passes(filter: ValueFilter, value: string | null): boolean {
  return (
    value !== null &&
    (filter.equals === undefined || value === filter.equals) &&
    (filter.in === undefined || filter.in.includes(value)) &&
    (filter.matches === undefined || patternOf(filter.matches).test(value))
  )
}
