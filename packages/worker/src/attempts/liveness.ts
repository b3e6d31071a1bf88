import { msOf, startInterval, stopTimer } from '@aiflow/sdk/internal/time'
import { statsOf } from '../system/stats-of.ts'

const SHORTEST_CHECK_MS = 20
const LONGEST_CHECK_MS = 5000

/** If a check is later than this, the worker or its machine was suspended. */
const HELD_MS = 1000

export interface LivenessOptions {
  /** The task reports that it is alive by touching this file. */
  readonly file: string
  readonly livenessSeconds: number
  /** Called once, when there was no report for `livenessSeconds`. */
  silent(): void
}

/**
 * Watches from now on whether a task reports that it is alive. Time in which no worker was watching does not count. The clock
 * is monotonic. Returns a function that ends the watch.
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

/** If the file cannot be checked, the task is not to blame: NaN differs from every time, so it counts as a report. */
function changeTimeOf(file: string): number | null {
  try {
    return statsOf(file)?.mtimeMs ?? null
  } catch {
    return Number.NaN
  }
}
