import type { PoolUse } from '@aiflow/sdk/internal/api/server'
import type { Json } from '@aiflow/sdk/internal/json'
import type { UnreadableRow } from '../storage/rows.ts'
import type { StoreFault } from './store-fault.ts'

export interface AliveCounts {
  readonly workflowExecutions: number
  /** Task executions that are QUEUED, RUNNING or STOPPING. */
  readonly tasks: number
}

/** A task execution that told of its work in numbers. */
export interface Measured {
  readonly namespace: string
  readonly taskExecutionId: number
}

/** What the scheduler knows without asking the store. */
export interface LiveView {
  readonly storeId: string
  /** Why nothing can be stored at the moment, null where it can. */
  readonly storeFault: StoreFault | null
  /** The time of the newest event where the clock is more than a minute behind it, otherwise null. */
  readonly clockBehindUntil: number | null
  /** Rows of the store that cannot be read. */
  unreadable(): readonly UnreadableRow[]
  aliveCounts(): AliveCounts
  /** A named state of a living workflow execution, null where there is none. */
  readState(workflowExecutionId: number, name: string): Json
  /** The pools of a namespace as they are now, by name. */
  readPools(namespace: string): PoolUse[]
  /** Why the latest execution of a task is still INIT; null where it is not. */
  waitingReason(of: { readonly workflowExecutionId: number; readonly taskName: string }): string | null
  /** Whether its worker says that the process of an attempt is frozen. */
  isFrozen(attemptId: string): boolean
  /** Called after each commit with the task executions that told of their work in numbers. Returns the way to stop listening. */
  onMeasured(listener: (measured: readonly Measured[]) => void): () => void
}
