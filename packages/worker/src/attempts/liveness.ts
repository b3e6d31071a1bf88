import { msOf, startInterval, stopTimer } from '@aiflow/sdk/internal/time'
import { statsOf } from '../system/stats-of.ts'

const SHORTEST_CHECK_MS = 20
const LONGEST_CHECK_MS = 5000

/** A check that comes so much too late says that this worker itself, or its machine, was held. */
const HELD_MS = 1000

export interface LivenessOptions {
  /** Whatever changes its time reports that the task is alive. */
  readonly file: string
  readonly livenessSeconds: number
  /** Called once, when there was no report for so long. */
  silent(): void
}

/**
 * Watches whether a task reports being alive, from now on: a task is never blamed for a time in which no worker looked. The
 * time is that of a clock that nobody sets. Returns the way to stop watching.
 */
export function watchLiveness({ file, livenessSeconds, silent }: LivenessOptions): () => void {
  const limitMs = msOf(livenessSeconds)
  const checkMs = Math.min(Math.max(limitMs / 10, SHORTEST_CHECK_MS), LONGEST_CHECK_MS)
  let changed = changeTimeOf(file)
  let lastCheck = performance.now()
  let lastReport = lastCheck
  const timer = startInterval(() => {
    const now = performance.now()
    const change = changeTimeOf(file)
    if (change !== changed || now - lastCheck > checkMs + HELD_MS) lastReport = now
    changed = change
    lastCheck = now
    if (now - lastReport < limitMs) return
    stopTimer(timer)
    silent()
  }, checkMs)
  return () => stopTimer(timer)
}

/** Where nobody can look, the task is not to blame: NaN is another time than any. */
function changeTimeOf(file: string): number | null {
  try {
    return statsOf(file)?.mtimeMs ?? null
  } catch {
    return Number.NaN
  }
}
