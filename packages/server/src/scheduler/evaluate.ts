import type { VerdictSaw } from '@aiflow/sdk/internal/api/events'
import { isAIFlowError } from '@aiflow/sdk/internal/errors'
import type { Event, TaskStatus } from '@aiflow/sdk/internal/model'
import { type ConditionDefinition, describeFilter, type EventMatch } from '@aiflow/sdk/internal/wire'
import { celExpressionOf } from '../formulas/cel/cel-expression.ts'
import { PatternError } from '../formulas/pattern.ts'
import { BudgetError, type WorkBudget } from '../formulas/work-budget.ts'
import type { RememberedEvents } from '../model/remembered-events.ts'
import { matchesEvent } from './matches-event.ts'

/** Of a value, and of a list, in a reason. */
const MAX_CHARACTERS = 80
const MAX_NAMED = 8

/** What a rule is asked about: an event from outside, or a change of a task's status as the change it is. */
export type Occurrence =
  | { readonly type: 'event'; readonly event: Event }
  | {
      readonly type: 'taskStatus'
      readonly event: Event
      readonly task: string
      readonly to: TaskStatus
      /** The tasks as they were right after the change. */
      readonly view: TaskView
    }

export interface TaskFacts {
  readonly status: TaskStatus
  readonly startOffset: number
  readonly endOffset: number | null
}

/** Tasks at one time; undefined for one that had not run by then. */
export interface TaskView {
  get(task: string): TaskFacts | undefined
}

/** What a condition is judged with, beside the occurrence. */
export interface EvaluatedWith {
  /** What it may cost. */
  readonly budget: WorkBudget
  /** What the rule remembers; null where that is nothing. */
  readonly seen: RememberedEvents | null
  readonly ownTask: string | null
  /** The place of a member that lacked something when the rule was judged last: where to look first, no more than that. */
  readonly lackingMember?: number | undefined
}

export interface Evaluated {
  readonly met: boolean
  /** What is missing, for people; made when it is read, since of many events only the last one's is kept. */
  readonly reason: string
  /** The events that the action hands to the task, the deciding one last. */
  readonly events: readonly Event[]
  /** The states that a condition of one's own changed, for people. */
  readonly states?: NonNullable<VerdictSaw['states']>
  /** The place of a member that lacks something, for the next time. */
  readonly lackingMember?: number
  /** The condition could not be judged. */
  readonly error?: string
  /** What the rule remembers afterwards, until an action of it is accepted; absent where that did not change. */
  readonly seen?: RememberedEvents
}

export type DataCondition = Exclude<ConditionDefinition, { type: 'code' }>

type TaskStatusMember = Extract<DataCondition, { type: 'allTaskStatuses' }>['members'][number]

/** A getter of its own in each object would cost more than most reasons. */
class Unmet implements Evaluated {
  readonly met = false
  readonly events: readonly Event[] = []
  readonly #reasonOf: () => string

  constructor(reasonOf: () => string) {
    this.#reasonOf = reasonOf
  }

  get reason(): string {
    return this.#reasonOf()
  }
}

/**
 * Judges a built-in condition. Pure: what it remembers is returned, not stored. Whatever is thrown on the way, by a pattern of an
 * older version, an engine or a defect, is an `error` of this rule alone: the event goes on for all others.
 */
export function evaluate(condition: DataCondition, occurrence: Occurrence, judgedWith: EvaluatedWith): Evaluated {
  try {
    return evaluateFormula(condition, occurrence, judgedWith)
  } catch (thrown) {
    const isKnown = thrown instanceof PatternError || thrown instanceof BudgetError || isAIFlowError(thrown)
    const error = isKnown ? thrown.message : `the condition failed: ${String(thrown)}`
    return { met: false, reason: error, events: [], error }
  }
}

function evaluateFormula(condition: DataCondition, occurrence: Occurrence, judgedWith: EvaluatedWith): Evaluated {
  switch (condition.type) {
    case 'event':
      return evaluateAnyEvent([condition.event], occurrence, judgedWith.budget)
    case 'anyEvent':
      return evaluateAnyEvent(condition.events, occurrence, judgedWith.budget)
    case 'allEvents':
      return evaluateAllEvents(condition, occurrence, judgedWith)
    case 'cel': {
      const { met, reason, gaveUp } = celExpressionOf(condition).judge(occurrence.event, judgedWith.budget)
      if (met) return metBy(occurrence)
      return gaveUp === true ? { met, reason, events: [], error: reason } : notMet(() => reason)
    }
    case 'taskStatus':
      return evaluateTaskStatus(condition, occurrence)
    case 'allTaskStatuses':
      return evaluateAllTaskStatuses(condition, occurrence, judgedWith)
  }
}

function evaluateAnyEvent(matches: readonly EventMatch[], occurrence: Occurrence, budget: WorkBudget): Evaluated {
  const { event } = occurrence
  return matches.some((match) => matchesEvent(match, event, budget))
    ? metBy(occurrence)
    : notMet(() => mismatch(matches, event))
}

function evaluateAllEvents(
  condition: Extract<DataCondition, { type: 'allEvents' }>,
  occurrence: Occurrence,
  { seen: before, budget }: EvaluatedWith,
): Evaluated {
  const seen = new Map(Object.entries(before ?? {}))
  let matched = false
  condition.events.forEach((match, index) => {
    if (!matchesEvent(match, occurrence.event, budget)) return
    seen.set(String(index), occurrence.event)
    matched = true
  })
  if (!matched) return notMet(() => mismatch(condition.events, occurrence.event))
  // One event can stand for several members, and after a restart it is a separate object for each.
  const byOffset = new Map([...seen.values()].map((event) => [event.offset, event]))
  const events = [...byOffset.values()].sort((a, b) => a.offset - b.offset)
  const after = { events, seen: Object.fromEntries(seen) }
  const missing = condition.events.filter((_, index) => !seen.has(String(index)))
  if (missing.length === 0) return { met: true, reason: '', ...after }
  const reasonOf = () =>
    `waits for ${listOf(missing.map(({ key }) => `"${key}"`))}; has seen ${listOf(events.map(describeSeen))}`
  return Object.assign(new Unmet(reasonOf), after)
}

function evaluateTaskStatus(
  condition: Extract<DataCondition, { type: 'taskStatus' }>,
  occurrence: Occurrence,
): Evaluated {
  if (occurrence.type !== 'taskStatus') return notMet(() => 'not a change of status')
  const { task, to } = occurrence
  return task === condition.task && to === condition.status
    ? metBy(occurrence)
    : notMet(() => `"${task}" became ${to}, not ${condition.status}`)
}

/**
 * Of many members one that lacks something decides, and most likely it is the one that lacked something last time. What is
 * in order is passed by in a round, so that all judgements of a rule until it is met look at each member a few times.
 */
function evaluateAllTaskStatuses(
  { members, fresh }: Extract<DataCondition, { type: 'allTaskStatuses' }>,
  occurrence: Occurrence,
  { ownTask, lackingMember = 0 }: EvaluatedWith,
): Evaluated {
  if (occurrence.type !== 'taskStatus') return notMet(() => 'not a change of status')
  const { view } = occurrence
  const ownStart = ownTask === null ? 0 : (view.get(ownTask)?.startOffset ?? 0)
  const lacks = ({ task, status }: TaskStatusMember): boolean => {
    const facts = view.get(task)
    return facts?.status !== status || (fresh === true && (facts.endOffset ?? 0) <= ownStart)
  }
  const [lacking] = lackingFrom(members, lackingMember, { lacks, limit: 1 })
  if (lacking === undefined) return metBy(occurrence)
  const describe = (place: number): string[] => {
    const member = members[place]
    return member === undefined ? [] : [describeLacking(member, view.get(member.task))]
  }
  const reasonOf = () =>
    lackingFrom(members, lacking, { lacks, limit: MAX_NAMED }).sort(ascending).flatMap(describe).join('; ')
  return Object.assign(new Unmet(reasonOf), { lackingMember: lacking })
}

/** The places of the first members that lack something, once round from one of them. */
function lackingFrom(
  members: readonly TaskStatusMember[],
  from: number,
  { lacks, limit }: { readonly lacks: (member: TaskStatusMember) => boolean; readonly limit: number },
): number[] {
  const found: number[] = []
  for (let passed = 0; passed < members.length && found.length < limit; passed += 1) {
    const place = (from + passed) % members.length
    const member = members[place]
    if (member !== undefined && lacks(member)) found.push(place)
  }
  return found
}

function ascending(a: number, b: number): number {
  return a - b
}

function describeLacking({ task, status }: TaskStatusMember, facts: TaskFacts | undefined): string {
  return facts?.status === status
    ? `"${task}" has not ended since the last start`
    : `"${task}" is ${facts?.status ?? 'not started'}, not ${status}`
}

/** `"accuracy" is "0.71", the filter asks for = "0.9"` */
function mismatch(matches: readonly EventMatch[], { key, value }: Event): string {
  const filters = matches.flatMap((match) => (match.key === key && match.filter !== undefined ? [match.filter] : []))
  if (filters.length === 0) return `"${key}" is another key`
  const asked = listOf(filters.map(describeFilter))
  const filter = filters.length === 1 ? 'the filter asks for' : 'the filters ask for one of'
  return value === null
    ? `"${key}" has no value, ${filter} ${asked}`
    : `"${key}" is "${clip(value)}", ${filter} ${asked}`
}

function describeSeen({ key, offset }: Event): string {
  return `"${key}" (offset ${offset})`
}

/** A reason is kept for each rule that waits, however many events it waits for. */
function listOf(parts: readonly string[]): string {
  const named = parts.slice(0, MAX_NAMED).join(', ')
  return parts.length <= MAX_NAMED ? named : `${named} and ${parts.length - MAX_NAMED} more`
}

function clip(text: string): string {
  return text.length <= MAX_CHARACTERS ? text : `${text.slice(0, MAX_CHARACTERS)}…`
}

function metBy({ event }: Occurrence): Evaluated {
  return { met: true, reason: '', events: [event] }
}

/** The reason is made when it is read. */
export function notMet(reasonOf: () => string): Evaluated {
  return new Unmet(reasonOf)
}
