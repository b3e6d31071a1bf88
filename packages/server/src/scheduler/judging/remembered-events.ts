import type { Event } from '@aiflow/sdk/internal/model'
import {
  headOf,
  isHead,
  MAX_WHOLE_EVENT,
  type RememberedEvents,
  rememberedEvents,
} from '../../model/remembered-events.ts'
import { type RuleName, ruleId } from '../../model/rule-name.ts'
import { parseSeen, stateName } from '../../model/state-names.ts'
import { eventAsJson, readEvent } from '../../model/stored-event.ts'
import type { Changes } from '../commit/changes/changes.ts'
import type { Step } from '../step.ts'
import type { Lane } from '../world/lane.ts'
import type { World } from '../world/world.ts'
import { setLaneState } from './lane-state.ts'

/** The events that a rule remembers; null if there are none. Large events may be heads. */
export function rememberedBy(lane: Lane, rule: RuleName): RememberedEvents | null {
  const id = ruleId(rule)
  const known = lane.remembered.get(id)
  if (known !== undefined) return known
  const read = rememberedEvents(lane.states, rule)
  if (read !== null) lane.remembered.set(id, read)
  return read
}

/**
 * The states of the lane follow at the end of the batch: many events may come for a rule until then, and only the last
 * ones need to be stored.
 */
export function setRememberedEvents(step: Step, lane: Lane, rule: RuleName, seen: RememberedEvents | null): void {
  lane.remembered.set(ruleId(rule), seen)
  const rules = step.world.remembering.get(lane) ?? new Map<string, RuleName>()
  step.world.remembering.set(lane, rules.set(ruleId(rule), rule))
}

/** Call at the end of a batch: brings the states of all lanes up to what their rules remember. */
export function storeRememberedEvents(world: World, changes: Changes): void {
  for (const [lane, rules] of world.remembering) {
    for (const rule of rules.values()) storeOf(changes, lane, rule, rememberedBy(lane, rule))
  }
  world.remembering.clear()
}

/** Stores the events that are not stored yet, and deletes those that are no longer the newest of any member. */
function storeOf(changes: Changes, lane: Lane, rule: RuleName, seen: RememberedEvents | null): void {
  const byOffset = new Map(Object.values(seen ?? {}).map((event) => [event.offset, event]))
  for (const stored of Object.values(lane.states.get(stateName.ofRule(rule)) ?? {})) {
    if (typeof stored === 'number' && !byOffset.has(stored))
      setLaneState({ changes }, lane, stateName.seen(rule, stored), null)
  }
  for (const [offset, event] of byOffset) {
    const name = stateName.seen(rule, offset)
    if (!lane.states.has(name)) setLaneState({ changes }, lane, name, eventAsJson(event))
  }
  const offsets = Object.entries(seen ?? {}).map(([place, { offset }]) => [place, offset])
  setLaneState({ changes }, lane, stateName.ofRule(rule), seen === null ? null : Object.fromEntries(offsets))
}

/**
 * The events that a rule passes on, completed from the store if memory has only their heads. Throws `ROW_UNREADABLE`.
 */
export function wholeEvents(step: Step, lane: Lane, rule: RuleName, events: readonly Event[]): readonly Event[] {
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
  for (const { lane: id, name, value } of changes.states.rows) {
    const rule = value === null ? null : parseSeen(name)
    if (value === null || rule === null) continue
    const event = readEvent(value)
    const characters = (event.value?.length ?? 0) + (event.context?.length ?? 0)
    const lane = characters > MAX_WHOLE_EVENT ? world.laneOf(id) : undefined
    if (lane?.states.get(name) !== value) continue
    lane.states.set(name, eventAsJson(headOf(event)))
    lane.remembered.delete(rule)
  }
}
