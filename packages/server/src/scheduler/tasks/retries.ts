import type { PreviousAttempt } from '@aiflow/sdk/internal/api/executions'
import { msOf, timeAfter } from '@aiflow/sdk/internal/time'
import type { RetryPolicy } from '@aiflow/sdk/internal/wire'
import type { Outcome } from '@aiflow/sdk/internal/worker-protocol'
import { timerId } from '../../model/timer-ids.ts'
import { retryDelayMs } from '../../rules/retry-delay.ts'
import type { TaskExecutionRow } from '../../storage/rows.ts'
import type { Step } from '../step.ts'
import type { TaskSlot } from '../world/execution-lane.ts'
import { changeStatus, endTask, latestOf } from './task-transitions.ts'

/** Maximum number of earlier attempts to keep, for people and for their logs. */
const KEPT_ATTEMPTS = 20

type Failure = Extract<Outcome, { type: 'failed' | 'lost' }>

/** An attempt that failed or was lost, and how long it ran. */
export interface EndedAttempt {
  readonly outcome: Failure
  readonly ranMs: number
}

/** Consecutive failures. An attempt that ran well resets the count. */
type Count = Pick<TaskExecutionRow, 'forgivenAttempts' | 'lostAttempts'>

/** Ends the task as FAILED, or schedules another attempt after a delay. */
export function failOrRetry(step: Step, slot: TaskSlot, attempt: EndedAttempt): void {
  const { outcome } = attempt
  const row = latestOf(slot)
  const policy = slot.task.retry
  const isOver = slot.lane.phaseOf(slot.task) !== 'open' || slot.item?.of.latest?.status === 'STOPPING'
  if (policy === undefined || isOver) return endTask(step, slot, 'FAILED', outcome)
  const count = countOf(row, policy, attempt)
  const failures = row.attemptNumber - count.forgivenAttempts
  if (!mayRetry(policy, outcome, { failures: failures - count.lostAttempts, losses: count.lostAttempts })) {
    return endTask(step, slot, 'FAILED', outcome)
  }
  const retryTime = timeAfter(
    step.now,
    retryDelayMs(policy, { taskExecutionId: row.id + (slot.item?.index ?? 0), attemptNumber: failures }),
  )
  const previousAttempts = [...row.previousAttempts, endedAttempt(row, outcome, step.now)].slice(-KEPT_ATTEMPTS)
  changeStatus(step, slot, 'RETRYING', { ...count, outcome, retryTime, previousAttempts })
  setRetryTimer(step, slot, retryTime)
}

/** RETRYING → INIT: the next attempt waits for a slot. */
export function beginRetry(step: Step, slot: TaskSlot): void {
  const attemptNumber = latestOf(slot).attemptNumber + 1
  if (slot.item === null) step.setTimer(timerId.retry(slot.lane.execution.id, slot.name), null)
  changeStatus(step, slot, 'INIT', { attemptNumber, attemptId: null, workerId: null, retryTime: null })
}

/** The items of a task have one timer, which is due with the first of them. */
function setRetryTimer(step: Step, slot: TaskSlot, retryTime: number): void {
  const id = timerId.retry(slot.lane.execution.id, slot.name)
  const before = slot.item === null ? undefined : step.world.timers.get(id)
  if (before === undefined || retryTime < before) step.setTimer(id, retryTime)
}

function countOf(row: TaskExecutionRow, { retryResetSeconds }: RetryPolicy, { outcome, ranMs }: EndedAttempt): Count {
  const ranWell = retryResetSeconds !== undefined && ranMs >= msOf(retryResetSeconds)
  const lost = outcome.type === 'lost' ? 1 : 0
  return ranWell
    ? { forgivenAttempts: row.attemptNumber - 1, lostAttempts: lost }
    : { forgivenAttempts: row.forgivenAttempts, lostAttempts: row.lostAttempts + lost }
}

/** `failures` and `losses` include this attempt. */
function mayRetry(policy: RetryPolicy, outcome: Failure, of: { failures: number; losses: number }): boolean {
  if (outcome.type === 'lost') return isWithin(policy.retriesOnLost, of.losses)
  const isForbidden = outcome.exitCode !== null && policy.doNotRetryExitCodes?.includes(outcome.exitCode)
  return outcome.retryable && isForbidden !== true && isWithin(policy.retries, of.failures)
}

function isWithin(limit: number | 'unlimited', count: number): boolean {
  return limit === 'unlimited' || count <= limit
}

function endedAttempt(row: TaskExecutionRow, outcome: Outcome, endTime: number): PreviousAttempt {
  const { attemptNumber, attemptId, workerId } = row
  return { attemptNumber, attemptId: attemptId ?? '', workerId: workerId ?? '', outcome, endTime }
}
