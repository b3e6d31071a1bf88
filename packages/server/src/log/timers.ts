import type { TimerRow } from '../storage/rows.ts'

/** The timers of the scheduler, for the clock that fires them. */
export interface Timers {
  /** The time that an event would be stored with now, in milliseconds since the epoch. It never goes back. */
  readonly time: number
  /** The time of the newest event if the clock is more than a minute behind it, otherwise null. */
  readonly clockBehindUntil: number | null
  /**
   * Appends the firing. It has no effect if it is no longer due, because the timer was moved, deleted or fired before.
   */
  fireTimer(timerId: string, dueTime: number): Promise<void>
  /** All current timers. */
  readTimers(): readonly TimerRow[]
  /** Called after each commit with the timers it set, moved or deleted. */
  onTimersChanged(listener: (timers: readonly TimerRow[]) => void): () => void
}
