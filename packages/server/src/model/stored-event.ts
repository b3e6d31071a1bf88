import type { Json } from '@aiflow/sdk/internal/json'
import type { Event } from '@aiflow/sdk/internal/model'
import type { PlainJson } from './plain-json.ts'

/** An event that a lane keeps as one of its states. */
export function readEvent(value: Json): Event {
  // Only events are stored here.
  return value as PlainJson<Event>
}

export function eventAsJson(event: Event): Json {
  return event satisfies PlainJson<Event> as PlainJson<Event>
}
