import type { Event, Json } from '@aiflow/sdk/internal'
import type { RememberedEvents } from './evaluate.ts'
import { type LaneWithStates, setLaneState } from './lane-state.ts'
import type { Step } from './step.ts'

/*
 * What a condition on several events remembers is the newest event of each of its members. The state of its rule names them
 * by their offsets, and each event is a state of its own: it is written once, however many others are seen until the
 * condition is met. The log holds them too, but a rule may wait for longer than history is kept. Older versions kept the
 * events themselves in the state of the rule.
 */

export interface RememberingRule {
  /** Null for a trigger of a workflow. */
  readonly task: string | null
  readonly rule: string
}

/** Null where nothing was seen. */
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

function ruleStateName({ task, rule }: RememberingRule): string {
  return `rule:${task ?? ''}/${rule}`
}

function seenEventName({ task, rule }: RememberingRule, offset: number): string {
  return `seen:${task ?? ''}/${rule}/${offset}`
}
