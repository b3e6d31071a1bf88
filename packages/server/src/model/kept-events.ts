import type { Json } from '@aiflow/sdk/internal/json'
import type { Event } from '@aiflow/sdk/internal/model'
import { parseKeptEvent } from './state-names.ts'
import { readEvent } from './stored-event.ts'

/**
 * The events that the triggers of a workflow keep for a later execution, by the trigger's id, in the order of their
 * offsets.
 */
export function keptEventsIn(states: ReadonlyMap<string, Json>): Map<number, Event[]> {
  const kept = new Map<number, Event[]>()
  for (const [name, value] of states) {
    const triggerId = parseKeptEvent(name)
    if (triggerId !== null) kept.set(triggerId, [...(kept.get(triggerId) ?? []), readEvent(value)])
  }
  for (const events of kept.values()) events.sort((a, b) => a.offset - b.offset)
  return kept
}
