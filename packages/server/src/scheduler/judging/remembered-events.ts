import type { Event } from '@aiflow/sdk/internal/model'
import { headOf, isHead, MAX_WHOLE_EVENT, type RememberedEvents } from '../../model/remembered-events.ts'
import type { RuleName } from '../../model/rule-name.ts'
import { isSeenEvent, stateName } from '../../model/state-names.ts'
import { eventAsJson, readEvent } from '../../model/stored-event.ts'
import type { Changes } from '../commit/changes/changes.ts'
import type { Step } from '../step.ts'
import type { World } from '../world/world.ts'
import { type LaneWithStates, setLaneState } from './lane-state.ts'

/** Stores the events that are not stored yet, and deletes those that are no longer the newest of any member. */
export function setRememberedEvents(
  step: Step,
  lane: LaneWithStates,
  rule: RuleName,
  seen: RememberedEvents | null,
): void {
  const byOffset = new Map(Object.values(seen ?? {}).map((event) => [event.offset, event]))
  for (const stored of Object.values(lane.states.get(stateName.ofRule(rule)) ?? {})) {
    if (typeof stored === 'number' && !byOffset.has(stored))
      setLaneState(step, lane, stateName.seen(rule, stored), null)
  }
  for (const [offset, event] of byOffset) {
    const name = stateName.seen(rule, offset)
    if (!lane.states.has(name)) setLaneState(step, lane, name, eventAsJson(event))
  }
  const offsets = Object.entries(seen ?? {}).map(([place, { offset }]) => [place, offset])
  setLaneState(step, lane, stateName.ofRule(rule), seen === null ? null : Object.fromEntries(offsets))
}

/**
 * The events that a rule passes on, completed from the store if memory has only their heads. Throws `ROW_UNREADABLE`.
 */
export function wholeEvents(
  step: Step,
  lane: LaneWithStates,
  rule: RuleName,
  events: readonly Event[],
): readonly Event[] {
  return events.map((event) => {
    if (!isHead(event)) return event
    const name = stateName.seen(rule, event.offset)
    const whole = step.world.readState(lane.id, name)
    if (whole === null) throw new Error(`the state "${name}" of ${lane.id} is not in the store`)
    return readEvent(whole)
  })
}

/** Call when changes have been stored. From then on, memory keeps only the heads of large remembered events. */
export function keepHeads(world: World, changes: Changes): void {
  for (const { lane, name, value } of changes.states.rows) {
    if (value === null || !isSeenEvent(name)) continue
    const event = readEvent(value)
    const characters = (event.value?.length ?? 0) + (event.context?.length ?? 0)
    const states = characters > MAX_WHOLE_EVENT ? world.statesOf(lane) : undefined
    if (states?.get(name) === value) states.set(name, eventAsJson(headOf(event)))
  }
}
