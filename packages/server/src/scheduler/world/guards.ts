import type { StormLimits } from '../../rules/storms.ts'

/** What keeps a flood or a circle of events from taking the server down. */
export interface Guards extends StormLimits {
  /** Failures of a condition in a row that open the circuit of its rule. */
  readonly conditionFailures: number
  /** After so long an open circuit lets one event through, to see whether the condition works again. */
  readonly circuitSeconds: number
  /** Events that wait in one lane; beyond it what would come to wait there is refused. */
  readonly laneEvents: number
}

export const DEFAULT_GUARDS: Guards = {
  conditionFailures: 10,
  circuitSeconds: 60,
  loopFirings: 1000,
  loopSeconds: 10,
  laneEvents: 100_000,
}
