import type { Event } from '@aiflow/sdk/internal/model'
import type { EventMatch, ValueFilter } from '@aiflow/sdk/internal/wire'
import { patternOf } from '../formulas/kept-patterns.ts'
import { compileWeight } from '../formulas/pattern.ts'
import type { WorkBudget } from '../formulas/work-budget.ts'
import { isWildcard, wildcardsForTrigger, wildcardsOf } from '../model/status-keys.ts'

// Many rules judge an event before the next one comes, and rules of many executions have the same patterns.
let last: { readonly event: Event; readonly found: Map<string, boolean> } | null = null

/** What a match depends on, besides the event. */
export interface MatchedWith {
  readonly budget: WorkBudget
  /** Whose trigger the condition belongs to: a key for any workflow leaves out its events. Absent for a rule of a task. */
  readonly ownWorkflow?: string | undefined
}

/**
 * Whether a condition waits for an event like this one. Throws `PatternError` if the pattern cannot be tested, and
 * `BudgetError` if the remaining budget is too small.
 */
export function matchesEvent({ key, filter }: EventMatch, event: Event, { budget, ownWorkflow }: MatchedWith): boolean {
  return isKeyOf(key, event, ownWorkflow) && (filter === undefined || passes(filter, event, budget))
}

/** Whether a key is that of an event, or stands for it: `*` in the key of a status stands for any workflow or task. */
export function isKeyOf(key: string, event: Event, ownWorkflow?: string): boolean {
  if (key === event.key) return true
  if (event.kind !== 'status' || !isWildcard(key)) return false
  const wildcards = ownWorkflow === undefined ? wildcardsOf(event.key) : wildcardsForTrigger(event.key, ownWorkflow)
  return wildcards.includes(key)
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

/** Tests each pattern once per value of an event. Each lane pays for it, even if another lane has tested it. */
function isFound(source: string, { event, value, budget }: Looked): boolean {
  budget.payOnce(event, `pattern ${source}`, () => compileWeight(source))
  budget.payOnce(event, `matches ${source}`, () => patternOf(source).stepsFor(value))
  if (last?.event !== event) last = { event, found: new Map() }
  const known = last.found.get(source) ?? patternOf(source).test(value)
  last.found.set(source, known)
  return known
}
