import type { TimerRow } from '../storage/rows.ts'

/** The timers that are set, for who knows when they are due. */
export interface Timers {
  /** What an event would be stored with now: milliseconds since the epoch that never go back. */
  readonly time: number
  /** The time of the newest event where the clock is more than a minute behind it, otherwise null. */
  readonly clockBehindUntil: number | null
  /** Appends the firing; one that is not due any more (moved, deleted, fired before) does nothing. */
  fireTimer(timerId: string, dueTime: number): Promise<void>
  /** Every timer that is set, as of now. */
  readTimers(): readonly TimerRow[]
  /** Called after each commit with the timers it set, moved or deleted. */
  onTimersChanged(listener: (timers: readonly TimerRow[]) => void): () => void
}
