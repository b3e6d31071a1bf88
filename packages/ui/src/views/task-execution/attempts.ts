import type { TaskStatus } from '@aiflow/sdk'
import type { TaskExecutionResource } from '@aiflow/sdk/client'

type Outcome = NonNullable<TaskExecutionResource['outcome']>

/** One try of a task execution. */
export interface Attempt {
  readonly attemptNumber: number
  readonly workerId: string | null
  readonly status: TaskStatus
  /** Null if it has not begun, or if that is no longer known. */
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
 * The known attempts, newest first. `beginnings` are the times at which the task execution began to run. An attempt
 * began at the last of them before its end.
 */
export function attemptsOf(shown: TaskExecutionResource, beginnings: readonly number[]): readonly Attempt[] {
  const { previousAttempts, attemptNumber, workerId, status, endTime, outcome } = shown
  const previous = previousAttempts.map((one, index): Attempt => {
    const after = previousAttempts[index - 1]?.endTime ?? 0
    const beginTime = beginnings.findLast((time) => time >= after && time <= one.endTime) ?? null
    return { ...one, status: ENDINGS[one.outcome.type], beginTime }
  })
  // While it waits for a retry, the number is still that of the failed attempt.
  if (previous.at(-1)?.attemptNumber === attemptNumber) return previous.reverse()
  const after = previousAttempts.at(-1)?.endTime ?? 0
  const first = previousAttempts.length === 0 ? shown.beginTime : null
  const beginTime = beginnings.findLast((time) => time >= after) ?? first
  const current: Attempt = { attemptNumber, workerId, status, beginTime, endTime, outcome }
  return [current, ...previous.reverse()]
}
