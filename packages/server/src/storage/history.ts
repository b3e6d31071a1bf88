/** What history keeps. Living executions are never removed. */
export interface HistoryBounds {
  /** Milliseconds since the epoch: what ended before may be removed. */
  readonly keepAfter: number
  /** Producer keys are kept longer, since a producer may resend an event much later. */
  readonly keepProducerKeysAfter: number
  /** Milliseconds since the epoch. */
  readonly now: number
}

/** Ended executions to remove: those that ended before a time, or those of a workflow beyond its newest `keep`. */
export type ExpiredExecutions =
  | { readonly endedBefore: number }
  | { readonly namespace: string; readonly workflowName: string; readonly keep: number }

/** How far a sweep of the history got; null before it begins and after it ends. */
export type SweepPosition = { readonly stage: number; readonly after: readonly (string | number)[] } | null

export interface HistorySlice {
  readonly position: SweepPosition
  /** The maximum number of rows. */
  readonly limit: number
}
