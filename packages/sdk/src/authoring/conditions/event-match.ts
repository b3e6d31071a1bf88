import type { Event } from '../../model/event/event.ts'
import type { EventMatch, ValueFilter } from '../../wire/workflow-definition.ts'

/**
 * A test for events, for code that asks a condition itself: the server tests rules with RE2. Here `matches` is tested by
 * the engine of JavaScript, in the syntax that both share; where it knows it not, the test throws a SyntaxError.
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
