import type { EventMatch, ValueFilter } from '../wire/workflow-definition.ts'
import type { Event } from './event.ts'

/** A test for events, compiled once from its data form. Throws a SyntaxError where `filter.matches` is no regular expression. */
export function createEventMatcher(match: EventMatch): (event: Event) => boolean {
  const { key, filter } = match
  if (filter === undefined) return (event) => event.key === key
  const matchesValue = createValueMatcher(filter)
  return (event) => event.key === key && matchesValue(event.value)
}

function createValueMatcher(filter: ValueFilter): (value: string | null) => boolean {
  const pattern = filter.matches === undefined ? null : new RegExp(filter.matches)
  return (value) =>
    value !== null &&
    (filter.equals === undefined || value === filter.equals) &&
    (filter.in === undefined || filter.in.includes(value)) &&
    (pattern === null || pattern.test(value))
}
