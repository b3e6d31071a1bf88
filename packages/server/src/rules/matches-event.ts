import type { Event } from '@aiflow/sdk/internal/model'
import type { EventMatch, ValueFilter } from '@aiflow/sdk/internal/wire'
import { patternOf } from '../formulas/kept-patterns.ts'
import { compileWeight } from '../formulas/pattern.ts'
import type { WorkBudget } from '../formulas/work-budget.ts'

// Many rules are asked about an event before the next one comes, and those of many executions are the same.
let last: { readonly event: Event; readonly found: Map<string, boolean> } | null = null

/**
 * Whether an event is one that a condition waits for. Throws `PatternError` where that cannot be told, and `BudgetError`
 * where it costs more than is left.
 */
export function matchesEvent({ key, filter }: EventMatch, event: Event, budget: WorkBudget): boolean {
  return key === event.key && (filter === undefined || passes(filter, event, budget))
}

function passes(filter: ValueFilter, event: Event, budget: WorkBudget): boolean {
  const { value } = event
  return (
    value !== null &&
    (filter.equals === undefined || value === filter.equals) &&
    (filter.in === undefined || filter.in.includes(value)) &&
    (filter.matches === undefined || isFound(filter.matches, { event, value, budget }))
  )
}

interface Looked {
  readonly event: Event
  readonly value: string
  readonly budget: WorkBudget
}

/** Each pattern is looked for once in the value of an event; each lane pays for it, whoever was first. */
function isFound(source: string, { event, value, budget }: Looked): boolean {
  budget.payOnce(event, `pattern ${source}`, () => compileWeight(source))
  budget.payOnce(event, `matches ${source}`, () => patternOf(source).stepsFor(value))
  if (last?.event !== event) last = { event, found: new Map() }
  const known = last.found.get(source) ?? patternOf(source).test(value)
  last.found.set(source, known)
  return known
}
