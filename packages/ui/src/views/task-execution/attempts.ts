import type { TaskStatus } from '@aiflow/sdk'
import type { TaskExecutionResource } from '@aiflow/sdk/client'

type Outcome = NonNullable<TaskExecutionResource['outcome']>

/** One try of a task execution. */
export interface Attempt {
  readonly attemptNumber: number
  readonly workerId: string | null
  readonly status: TaskStatus
  /** Null where it has not begun, or where that is no longer known. */
  readonly beginTime: number | null
  readonly endTime: number | null
  readonly outcome: Outcome | null
}

const ENDINGS: Readonly<Record<Outcome['type'], TaskStatus>> = {
  success: 'SUCCESS',
  failed: 'FAILED',
  lost: 'FAILED',
  stopped: 'STOPPED',
  neverStarted: 'STOPPED',
}

/**
 * The attempts that are kept, newest first. `beginnings`: when the task execution began to run, each time; an attempt
 * began at the last of these before its end.
 */
export function attemptsOf(shown: TaskExecutionResource, beginnings: readonly number[]): readonly Attempt[] {
  const { previousAttempts, attemptNumber, workerId, status, endTime, outcome } = shown
  const previous = previousAttempts.map((one, index): Attempt => {
    const after = previousAttempts[index - 1]?.endTime ?? 0
    const beginTime = beginnings.findLast((time) => time >= after && time <= one.endTime) ?? null
    return { ...one, status: ENDINGS[one.outcome.type], beginTime }
  })
  // While it waits to be tried again the number is that of the attempt that failed last.
  if (previous.at(-1)?.attemptNumber === attemptNumber) return previous.reverse()
  const after = previousAttempts.at(-1)?.endTime ?? 0
  const first = previousAttempts.length === 0 ? shown.beginTime : null
  const beginTime = beginnings.findLast((time) => time >= after) ?? first
  const current: Attempt = { attemptNumber, workerId, status, beginTime, endTime, outcome }
  return [current, ...previous.reverse()]
}
