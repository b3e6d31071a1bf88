import type { Json } from '@aiflow/sdk/internal/json'
import type { Event } from '@aiflow/sdk/internal/model'

export const STATE_PREFIX = 'state:'
const KEPT_PREFIX = 'kept:'
const CIRCUIT_PREFIX = 'circuit:'

/** The name under which a lane keeps the state of a descriptor that users named. */
export function laneStateName(name: string): string {
  return STATE_PREFIX + name
}

/** The states that users named, by their names. */
export function namedStatesOf(states: ReadonlyMap<string, Json>): Record<string, Json> {
  const named: Record<string, Json> = {}
  for (const [name, value] of states) if (name.startsWith(STATE_PREFIX)) named[name.slice(STATE_PREFIX.length)] = value
  return named
}

/** The name under which a lane keeps the circuit of a rule; a trigger has no task. */
export function circuitName(task: string | null, rule: string): string {
  return `${CIRCUIT_PREFIX}${task ?? ''}/${rule}`
}

export function holdsCircuits(states: ReadonlyMap<string, Json>): boolean {
  for (const name of states.keys()) if (name.startsWith(CIRCUIT_PREFIX)) return true
  return false
}

/** The name under which a workflow's lane keeps an event for one of its triggers. */
export function keptEventName(triggerId: number, offset: number): string {
  return `${KEPT_PREFIX}${triggerId}/${offset}`
}

/** What the triggers of a workflow's lane keep, by their id, in the order of offsets. */
export function keptEventsOf(states: ReadonlyMap<string, Json>): Map<number, Event[]> {
  const kept = new Map<number, Event[]>()
  for (const [name, value] of states) {
    if (!name.startsWith(KEPT_PREFIX)) continue
    const triggerId = Number(name.slice(KEPT_PREFIX.length, name.indexOf('/')))
    // An Event is plain JSON data.
    kept.set(triggerId, [...(kept.get(triggerId) ?? []), value as unknown as Event])
  }
  for (const events of kept.values()) events.sort((a, b) => a.offset - b.offset)
  return kept
}
