import type { ConditionDefinition, Event, Json, TaskStatus } from '@aiflow/sdk/internal'
import { celExpressionOf } from './cel-expression.ts'
import { matchesEvent } from './matches-event.ts'

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

export type TaskView = ReadonlyMap<string, TaskFacts>

export interface Evaluated {
  readonly met: boolean
  /** What is missing, for people. */
  readonly reason: string
  /** The events that the action hands to the task, the deciding one last. */
  readonly events: readonly Event[]
  /** The rule's own state afterwards; absent where it did not change. */
  readonly state?: Json
  /** The state once the action was accepted; absent where that makes no difference. */
  readonly stateIfAccepted?: Json
}

export type DataCondition = Exclude<ConditionDefinition, { type: 'code' }>

/** Judges a built-in condition. Pure: the new state is returned, not stored. */
export function evaluate(
  condition: DataCondition,
  occurrence: Occurrence,
  state: Json,
  ownTask: string | null,
): Evaluated {
  switch (condition.type) {
    case 'event':
      return verdictOf(
        matchesEvent(condition.event, occurrence.event),
        occurrence,
        'the value does not pass the filter',
      )
    case 'anyEvent': {
      const met = condition.events.some((match) => matchesEvent(match, occurrence.event))
      return verdictOf(met, occurrence, 'the value passes no filter')
    }
    case 'allEvents':
      return evaluateAllEvents(condition, occurrence, state)
    case 'cel': {
      const { met, reason } = celExpressionOf(condition).judge(occurrence.event)
      return verdictOf(met, occurrence, reason)
    }
    case 'taskStatus':
      return evaluateTaskStatus(condition, occurrence)
    case 'allTaskStatuses':
      return evaluateAllTaskStatuses(condition, occurrence, ownTask)
  }
}

function evaluateAllEvents(
  condition: Extract<DataCondition, { type: 'allEvents' }>,
  occurrence: Occurrence,
  state: Json,
): Evaluated {
  const seen = new Map(memberEvents(state))
  let matched = false
  condition.events.forEach((match, index) => {
    if (!matchesEvent(match, occurrence.event)) return
    seen.set(String(index), occurrence.event)
    matched = true
  })
  if (!matched) return verdictOf(false, occurrence, 'the value passes no filter')
  const missing = condition.events.filter((_, index) => !seen.has(String(index))).map((match) => `"${match.key}"`)
  // One event can stand for several members, and after a restart it is a separate object for each.
  const byOffset = new Map([...seen.values()].map((event) => [event.offset, event]))
  const events = [...byOffset.values()].sort((a, b) => a.offset - b.offset)
  return {
    met: missing.length === 0,
    reason: missing.length === 0 ? '' : `still waits for ${missing.join(', ')}`,
    events,
    // An Event is plain JSON data.
    state: Object.fromEntries(seen) as unknown as Json,
    stateIfAccepted: null,
  }
}

function memberEvents(state: Json): [string, Event][] {
  return state === null ? [] : (Object.entries(state) as unknown as [string, Event][])
}

function evaluateTaskStatus(
  condition: Extract<DataCondition, { type: 'taskStatus' }>,
  occurrence: Occurrence,
): Evaluated {
  if (occurrence.type !== 'taskStatus') return verdictOf(false, occurrence, 'not a change of status')
  const met = occurrence.task === condition.task && occurrence.to === condition.status
  return verdictOf(met, occurrence, `"${occurrence.task}" became ${occurrence.to}, not ${condition.status}`)
}

function evaluateAllTaskStatuses(
  condition: Extract<DataCondition, { type: 'allTaskStatuses' }>,
  occurrence: Occurrence,
  ownTask: string | null,
): Evaluated {
  if (occurrence.type !== 'taskStatus') return verdictOf(false, occurrence, 'not a change of status')
  const ownStart = ownTask === null ? 0 : (occurrence.view.get(ownTask)?.startOffset ?? 0)
  const lacking: string[] = []
  for (const { task, status } of condition.members) {
    const facts = occurrence.view.get(task)
    if (facts?.status !== status) lacking.push(`"${task}" is ${facts?.status ?? 'not started'}, not ${status}`)
    else if (condition.fresh === true && (facts.endOffset ?? 0) <= ownStart) {
      lacking.push(`"${task}" has not ended since the last start`)
    }
  }
  return verdictOf(lacking.length === 0, occurrence, lacking.join('; '))
}

function verdictOf(met: boolean, occurrence: Occurrence, reason: string): Evaluated {
  return { met, reason: met ? '' : reason, events: met ? [occurrence.event] : [] }
}
