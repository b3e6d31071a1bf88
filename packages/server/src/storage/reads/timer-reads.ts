import type { TimerRow } from '../rows.ts'

/** Timers that are set. */
export interface TimerReads {
  find(id: string): Promise<TimerRow | null>
}
