import type { Blocked } from '@aiflow/sdk/internal/api/executions'
import {
  type ConditionDefinition,
  describeEventMatch,
  type EventMatch,
  type WorkflowDefinition,
} from '@aiflow/sdk/internal/wire'
import type { RememberedEvents } from '../../model/remembered-events.ts'
import type { RuleName } from '../../model/rule-name.ts'
import type { TaskView } from '../conditions/condition.ts'
import type { Plan } from '../plan.ts'
import { isReserved, keysSentBy } from '../sent-keys.ts'
import { isStart } from '../start-rules.ts'
import { firstOf } from './first-of.ts'

const MAX_SENDERS = 3

const sendersOfDefinition = new WeakMap<WorkflowDefinition, ReadonlyMap<string, readonly string[]>>()

type Awaited = Blocked['events']['first'][number]

/** What is known of an execution in which nothing runs. */
export interface AtRest {
  readonly view: TaskView
  /** What a rule on several events has seen. */
  readonly seenBy: (rule: RuleName) => RememberedEvents | null
  /** Why a rule is not judged; null if it is. */
  readonly refusalOf: (rule: RuleName) => string | null
}

/**
 * The events that an execution in which nothing runs waits for, with who sends them: those for which it does not end, or, if it
 * ends only when it is stopped, all that start a task. Those that only rules wait for that are not judged come last.
 */
export function awaitedEventsOf(plan: Plan, { view, seenBy, refusalOf }: AtRest): Blocked['events'] {
  const staysOpen = plan.definition.lifetime === 'untilStopped'
  const waiting = staysOpen
    ? plan.definition.tasks.filter(({ onStop }) => !onStop)
    : plan.tasksAwaitingEvents.filter(({ name }) => view.get(name) === undefined)
  const awaited = new Map<string, Awaited>()
  const unheard = new Map<string, Awaited>()
  for (const { name, rules } of waiting) {
    for (const { name: rule, condition } of rules.filter(isStart)) {
      const refusal = refusalOf({ task: name, rule })
      for (const match of awaitedBy(condition, seenBy({ task: name, rule }))) {
        const waitsFor = match === null ? 'any event' : describeEventMatch(match)
        const key = match?.key ?? null
        const reason = refusal === null ? senderOf(plan, key, view) : `"${rule}" is not judged: ${refusal}`
        const found = refusal === null ? awaited : unheard
        found.set(`${name} ${waitsFor}`, { task: name, key, waitsFor, reason })
      }
    }
  }
  for (const id of awaited.keys()) unheard.delete(id)
  return firstOf([...awaited.values(), ...unheard.values()])
}

/** The events that a condition waits for; null for any event. */
function awaitedBy(condition: ConditionDefinition, seen: RememberedEvents | null): readonly (EventMatch | null)[] {
  switch (condition.type) {
    case 'event':
      return [condition.event]
    case 'anyEvent':
      return condition.events
    case 'allEvents':
      return condition.events.filter((_, place) => seen?.[String(place)] === undefined)
    case 'cel':
      return condition.keys?.map((key) => ({ key })) ?? [null]
    case 'code':
      return condition.expectEventKeys.map((key) => ({ key }))
    default:
      return []
  }
}

/** `no task of this workflow is known to send it`, or what became of those that do. */
function senderOf({ definition }: Plan, key: string | null, view: TaskView): string {
  if (key === null) return 'nothing runs that could send one'
  if (isReserved(key)) return 'it comes when a status changes'
  const senders = sendersIn(definition).get(key) ?? []
  if (senders.length === 0) return 'no task of this workflow is known to send it'
  const named = senders.slice(0, MAX_SENDERS).map((task) => {
    const status = view.get(task)?.status
    return `"${task}", which ${status === undefined ? 'never ran' : `is ${status}`}`
  })
  const more = senders.length - named.length
  return `it is sent by ${named.join(', and by ')}${more === 0 ? '' : `, and by ${more} more`}`
}

function sendersIn(definition: WorkflowDefinition): ReadonlyMap<string, readonly string[]> {
  const known = sendersOfDefinition.get(definition)
  if (known !== undefined) return known
  const sent = definition.tasks.flatMap((task) =>
    [...new Set(keysSentBy(task))].map((key) => ({ key, task: task.name })),
  )
  const byKey = Map.groupBy(sent, ({ key }) => key)
  const senders = new Map([...byKey].map(([key, all]) => [key, all.map(({ task }) => task)]))
  sendersOfDefinition.set(definition, senders)
  return senders
}
