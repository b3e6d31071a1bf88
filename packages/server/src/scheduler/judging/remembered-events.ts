import type { Event } from '@aiflow/sdk/internal/model'
import { headOf, isHead, MAX_WHOLE_EVENT, type RememberedEvents } from '../../model/remembered-events.ts'
import type { RuleName } from '../../model/rule-name.ts'
import { isSeenEvent, stateName } from '../../model/state-names.ts'
import { eventAsJson, readEvent } from '../../model/stored-event.ts'
import type { Changes } from '../commit/changes/changes.ts'
import type { Step } from '../step.ts'
import type { World } from '../world/world.ts'
import { type LaneWithStates, setLaneState } from './lane-state.ts'

/** Writes down what was not written yet, and forgets what no member has seen last. */
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

/** The events that a rule hands on, with what memory does not hold. Throws `ROW_UNREADABLE`. */
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

/** To be called when changes are stored: from here on memory has the heads of what rules remember. */
export function keepHeads(world: World, changes: Changes): void {
  for (const { lane, name, value } of changes.states.rows) {
    if (value === null || !isSeenEvent(name)) continue
    const event = readEvent(value)
    const characters = (event.value?.length ?? 0) + (event.context?.length ?? 0)
    const states = characters > MAX_WHOLE_EVENT ? world.statesOf(lane) : undefined
    if (states?.get(name) === value) states.set(name, eventAsJson(headOf(event)))
  }
}
