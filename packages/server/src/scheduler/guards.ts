/** What keeps a flood or a circle of events from taking the server down. */
export interface Guards {
  /** Failures of a condition in a row that open the circuit of its rule. */
  readonly conditionFailures: number
  /** After so long an open circuit lets one event through, to see whether the condition works again. */
  readonly circuitSeconds: number
  /** So many firings of a rule, of which each led to the next, open its circuit … */
  readonly loopFirings: number
  /** … if they come within this time. */
  readonly loopSeconds: number
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
