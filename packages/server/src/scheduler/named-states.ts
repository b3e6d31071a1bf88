import type { Json } from '@aiflow/sdk/internal'

const PREFIX = 'state:'

/** The name under which a lane keeps the state of a descriptor that users named. */
export function laneStateName(name: string): string {
  return PREFIX + name
}

/** The states that users named, by their names. */
export function namedStatesOf(states: ReadonlyMap<string, Json>): Record<string, Json> {
  const named: Record<string, Json> = {}
  for (const [name, value] of states) if (name.startsWith(PREFIX)) named[name.slice(PREFIX.length)] = value
  return named
}
