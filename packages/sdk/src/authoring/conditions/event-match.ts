import type { Event } from '../../model/event/event.ts'
import type { EventMatch, ValueFilter } from '../../wire/workflow-definition.ts'

/**
 * Tests an event, for code that evaluates a condition itself. The server uses RE2 for rules. Here `matches` uses the regular
 * expressions of JavaScript, and throws a SyntaxError for syntax that only RE2 has.
 */
export function createEventMatcher(match: EventMatch): (event: Event) => boolean {
  const { key, filter } = match
  if (filter === undefined) return (event) => event.key === key
  const matchesValue = createValueMatcher(filter)
  return (event) => event.key === key && matchesValue(event.value)
}

function createValueMatcher(filter: ValueFilter): (value: string | null) => boolean {
  let pattern: RegExp | null = null
  const matches = (source: string, value: string) => {
    pattern ??= new RegExp(source)
    return pattern.test(value)
  }
  return (value) =>
    value !== null &&
    (filter.equals === undefined || value === filter.equals) &&
    (filter.in === undefined || filter.in.includes(value)) &&
    (filter.matches === undefined || matches(filter.matches, value))
}
