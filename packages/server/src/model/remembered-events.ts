import type { Json } from '@aiflow/sdk/internal/json'
import type { Event } from '@aiflow/sdk/internal/model'
import type { RuleName } from './rule-name.ts'
import { stateName } from './state-names.ts'
import { readEvent } from './stored-event.ts'

/*
 * What a condition on several events remembers is the newest event of each of its members. The state of its rule names them
 * by their offsets, and each event is a state of its own: it is written once, however many others are seen until the
 * condition is met. The log holds them too, but a rule may wait for longer than history is kept. Older versions kept the
 * events themselves in the state of the rule.
 *
 * Memory has the heads of large ones, without value and context, once they are stored. Who hands them to a task reads them.
 */

/** Characters of JSON up to which the scheduler has such an event in memory as a whole. */
export const MAX_WHOLE_EVENT = 1024

/** The newest event of each member of a condition on several events that was seen, by the place of the member. */
export type RememberedEvents = Readonly<Record<string, Event>>

/** What a decision needs of an event. */
interface EventHead extends Event {
  readonly isHead: true
}

/** Null where nothing was seen. Large events may be heads. */
export function rememberedEvents(states: ReadonlyMap<string, Json>, rule: RuleName): RememberedEvents | null {
  const state = states.get(stateName.ofRule(rule)) ?? null
  if (state === null) return null
  const seen = Object.entries(state).flatMap(([place, stored]): [string, Event][] => {
    const event = typeof stored === 'number' ? states.get(stateName.seen(rule, stored)) : stored
    return event === undefined ? [] : [[place, readEvent(event)]]
  })
  return Object.fromEntries(seen)
}

export function headOf(event: Event): EventHead {
  return { ...event, value: null, context: null, isHead: true }
}

export function isHead(event: Event): event is EventHead {
  return 'isHead' in event
}
