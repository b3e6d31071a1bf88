import { msOf, startDeadline, timeAfter } from '@aiflow/sdk/internal/time'
import type { AttemptSpec } from '@aiflow/sdk/internal/worker-protocol'
import type { StopMarker } from '../journal/attempt-journal.ts'
import { watchLiveness } from './liveness.ts'

interface LimitOptions {
  readonly spec: AttemptSpec
  /** In milliseconds since the epoch. */
  readonly startedAt: number
  readonly livenessFile: string
  readonly now: () => number
  exceeded(reason: StopMarker['reason']): void
}

/** Watches the time limits of a running attempt, until the returned function is called. */
export function watchLimits({ spec, startedAt, livenessFile, now, exceeded }: LimitOptions): () => void {
  const { timeoutSeconds, livenessSeconds } = spec
  const stops: (() => void)[] = []
  if (timeoutSeconds !== null) {
    const deadline = startDeadline(() => exceeded('timeout'), timeAfter(startedAt, msOf(timeoutSeconds)), now)
    stops.push(() => deadline.stop())
  }
  if (livenessSeconds) {
    stops.push(watchLiveness({ file: livenessFile, livenessSeconds, silent: () => exceeded('unresponsive') }))
  }
  return () => {
    for (const stop of stops) stop()
  }
}
