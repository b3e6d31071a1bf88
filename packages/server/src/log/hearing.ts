import type { Crowd } from '../model/crowd.ts'

/** Who hears an event that is sent now, and what the scheduler knows beyond the store about what it does. */
export interface Hearing {
  /** The offset that it gets. */
  readonly offset: number
  /** Milliseconds since the epoch. */
  readonly now: number
  /** How long an open circuit waits before it lets one event through. */
  readonly circuitSeconds: number
  /** Why it is not stored; null if it is. */
  readonly refusal: string | null
  /** The ids of workflow executions, in the order in which they judge it. */
  readonly executions: readonly number[]
  /** Workflows with a trigger on it, in the same way. */
  readonly workflows: readonly HearingWorkflow[]
  /** The id of the next workflow execution. */
  readonly nextExecution: number
}

export interface HearingWorkflow {
  readonly namespace: string
  readonly name: string
  readonly crowd: Crowd
}
