import type { WorkflowName } from './systems/system.ts'

/** What every system does in a round. */
export interface Workload {
  readonly label: string
  readonly workflow: WorkflowName
  /** Workflows in a round. */
  readonly count: number
  readonly inFlight: number
}

export const WORKLOADS: readonly Workload[] = [
  { label: 'chain of 3, one at a time', workflow: 'chain-of-3', count: 300, inFlight: 1 },
  { label: '40 × fibo(10) in sequence', workflow: 'chain-of-40', count: 60, inFlight: 1 },
  { label: 'chain of 3, 64 in flight', workflow: 'chain-of-3', count: 2000, inFlight: 64 },
]
