import type { Circuit } from '@aiflow/sdk/internal/api/workflows'
import type { Json } from '@aiflow/sdk/internal/json'
import { msOf, timeAfter } from '@aiflow/sdk/internal/time'
import type { RuleName } from './rule-name.ts'
import { parseCircuit, stateName } from './state-names.ts'

export interface CircuitClock {
  /** Milliseconds since the epoch. */
  readonly now: number
  /** How long an open circuit waits before it lets one event through. */
  readonly circuitSeconds: number
}

/** The value that a lane stores for a circuit; null if it stores none. */
export function readCircuit(value: Json | undefined): Circuit | null {
  // Only circuits are stored here.
  return (value ?? null) as Circuit | null
}

/** Null if the rule is judged and its condition did not fail last time. */
export function circuitIn(states: ReadonlyMap<string, Json>, rule: RuleName): Circuit | null {
  return readCircuit(states.get(stateName.circuit(rule)))
}

/** Whether some rule is not judged, or its condition failed last time. */
export function holdsCircuits(states: ReadonlyMap<string, Json>): boolean {
  for (const name of states.keys()) if (parseCircuit(name) !== null) return true
  return false
}

/** The number of circuits that are open. Those of rules that somebody disabled do not count. */
export function openCircuitsIn(states: ReadonlyMap<string, Json>): number {
  let open = 0
  for (const [name, value] of states)
    if (parseCircuit(name) !== null && readCircuit(value)?.status === 'open') open += 1
  return open
}

/** Why the rule is not judged, for people; null if it is. */
export function refusalBy(circuit: Circuit | null): string | null {
  if (circuit === null || circuit.status === 'closed') return null
  return circuit.status === 'open' ? `circuit open: ${circuit.reason}` : (circuit.reason ?? 'the rule is disabled')
}

/** The same at a time. A circuit that failures opened lets one event through after a while. */
export function refusalAt(circuit: Circuit | null, { now, circuitSeconds }: CircuitClock): string | null {
  if (circuit === null || circuit.status === 'closed') return null
  const isProbe = circuit.cause === 'failures' && now >= timeAfter(circuit.since, msOf(circuitSeconds))
  return isProbe ? null : refusalBy(circuit)
}
