import type { StormLimits } from '../../rules/storms.ts'

/** Limits that keep a flood or a cycle of events from overloading the server. */
export interface Guards extends StormLimits {
  /** Consecutive failures of a condition that open the circuit of its rule. */
  readonly conditionFailures: number
  /** How long an open circuit waits before it lets one event through, to see whether the condition works again. */
  readonly circuitSeconds: number
  /** The maximum number of events that wait in one lane. Further ones are refused. */
  readonly laneEvents: number
}

export const DEFAULT_GUARDS: Guards = {
  conditionFailures: 10,
  circuitSeconds: 60,
  loopFirings: 1000,
  loopSeconds: 10,
  laneEvents: 100_000,
}
