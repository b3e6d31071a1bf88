import type { Json } from '@aiflow/sdk/internal/json'
import type { Event } from '@aiflow/sdk/internal/model'
import { MAX_WHOLE_EVENT, SEEN_PREFIX } from '../storage/rows.ts'
import type { Changes } from './changes.ts'
import type { RememberedEvents } from './evaluate.ts'
import { type LaneWithStates, setLaneState } from './lane-state.ts'
import type { Step } from './step.ts'
import type { World } from './world.ts'

/*
 * What a condition on several events remembers is the newest event of each of its members. The state of its rule names them
 * by their offsets, and each event is a state of its own: it is written once, however many others are seen until the
 * condition is met. The log holds them too, but a rule may wait for longer than history is kept. Older versions kept the
 * events themselves in the state of the rule.
 *
 * Memory has the heads of large ones, without value and context, once they are stored. Who hands them to a task reads them.
 */

/** What a decision needs of an event. */
interface EventHead extends Event {
  readonly isHead: true
}

export interface RememberingRule {
  /** Null for a trigger of a workflow. */
  readonly task: string | null
  readonly rule: string
}

/** Null where nothing was seen. Of large events the heads: `wholeEvents` has the rest. */
export function rememberedEvents(states: ReadonlyMap<string, Json>, of: RememberingRule): RememberedEvents | null {
  const state = states.get(ruleStateName(of)) ?? null
  if (state === null) return null
  const seen = Object.entries(state).flatMap(([place, stored]): [string, Event][] => {
    const event = typeof stored === 'number' ? states.get(seenEventName(of, stored)) : stored
    // An Event is plain JSON data.
    return event === undefined ? [] : [[place, event as unknown as Event]]
  })
  return Object.fromEntries(seen)
}

/** Writes down what was not written yet, and forgets what no member has seen last. */
export function setRememberedEvents(
  step: Step,
  lane: LaneWithStates,
  of: RememberingRule,
  seen: RememberedEvents | null,
): void {
  const byOffset = new Map(Object.values(seen ?? {}).map((event) => [event.offset, event]))
  for (const stored of Object.values(lane.states.get(ruleStateName(of)) ?? {})) {
    if (typeof stored === 'number' && !byOffset.has(stored)) setLaneState(step, lane, seenEventName(of, stored), null)
  }
  for (const [offset, event] of byOffset) {
    const name = seenEventName(of, offset)
    if (!lane.states.has(name)) setLaneState(step, lane, name, event as unknown as Json)
  }
  const offsets = Object.entries(seen ?? {}).map(([place, { offset }]) => [place, offset])
  setLaneState(step, lane, ruleStateName(of), seen === null ? null : Object.fromEntries(offsets))
}

/** The events that a rule hands on, with what memory does not hold. Throws `ROW_UNREADABLE`. */
export function wholeEvents(
  step: Step,
  lane: LaneWithStates,
  of: RememberingRule,
  events: readonly Event[],
): readonly Event[] {
  return events.map((event) => {
    if (!isHead(event)) return event
    const name = seenEventName(of, event.offset)
    const whole = step.world.readState(lane.id, name)
    if (whole === null) throw new Error(`the state "${name}" of ${lane.id} is not in the store`)
    return whole as unknown as Event
  })
}

/** To be called when changes are stored: from here on memory has the heads of what rules remember. */
export function keepHeads(world: World, changes: Changes): void {
  for (const { lane, name, value } of changes.states) {
    if (value === null || !name.startsWith(SEEN_PREFIX)) continue
    const event = value as unknown as Event
    const characters = (event.value?.length ?? 0) + (event.context?.length ?? 0)
    const states = characters > MAX_WHOLE_EVENT ? world.statesOf(lane) : undefined
    if (states?.get(name) === value) states.set(name, headOf(event) as unknown as Json)
  }
}

function headOf(event: Event): EventHead {
  return { ...event, value: null, context: null, isHead: true }
}

function isHead(event: Event): event is EventHead {
  return 'isHead' in event
}

function ruleStateName({ task, rule }: RememberingRule): string {
  return `rule:${task ?? ''}/${rule}`
}

function seenEventName({ task, rule }: RememberingRule, offset: number): string {
  return `${SEEN_PREFIX}${task ?? ''}/${rule}/${offset}`
}
