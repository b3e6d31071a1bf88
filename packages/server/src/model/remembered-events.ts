import type { Json } from '@aiflow/sdk/internal/json'
import type { Event } from '@aiflow/sdk/internal/model'
import type { RuleName } from './rule-name.ts'
import { stateName } from './state-names.ts'
import { readEvent } from './stored-event.ts'

/*
 * A condition on several events remembers the newest event of each member. The state of its rule holds their offsets,
 * and each event is a state of its own. So an event is written once, however many others come until the condition is
 * met. The log holds these events too, but a rule may wait for longer than history is kept. Older versions kept the
 * events themselves in the state of the rule.
 *
 * Once large events are stored, memory keeps only their heads, without value and context. Code that passes them to a
 * task reads them from the store.
 */

/** Maximum characters of JSON up to which the scheduler keeps such an event in memory as a whole. */
export const MAX_WHOLE_EVENT = 1024

/** The newest seen event of each member of a condition on several events, by the member's position. */
export type RememberedEvents = Readonly<Record<string, Event>>

/** The part of an event that decisions need. */
interface EventHead extends Event {
  readonly isHead: true
}

/** Null if nothing was seen. Large events may be heads. */
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
