/** What history keeps; what lives is never removed. */
export interface HistoryBounds {
  /** Milliseconds since the epoch: what ended before may go. */
  readonly keepAfter: number
  /** Ids of producers' events are kept longer, since a producer may repeat itself late. */
  readonly keepProducerKeysAfter: number
  /** Milliseconds since the epoch. */
  readonly now: number
}

/** Ended executions that may go: those that ended before a time, or those of a workflow beyond its newest so many. */
export type ExpiredExecutions =
  | { readonly endedBefore: number }
  | { readonly namespace: string; readonly workflowName: string; readonly keep: number }

/** How far a sweep of the history got; null before its beginning and after its end. */
export type SweepPosition = { readonly stage: number; readonly after: readonly (string | number)[] } | null

export interface HistorySlice {
  readonly position: SweepPosition
  /** Rows. */
  readonly limit: number
}
