import type { Outcome, PreviousAttempt, Report, RetryPolicy } from '@aiflow/sdk/internal'
import type { TaskExecutionRow } from '../storage/rows.ts'
import type { ExecutionLane, TaskSlot } from './execution-lane.ts'
import { retryDelayMs } from './retry-delay.ts'
import type { Step } from './step.ts'
import { changeDetails, changeStatus, endTask, latestOf, retryTimerId } from './task-transitions.ts'

/** Attempts that another one followed, kept for people and their logs. */
const KEPT_ATTEMPTS = 20

/** Metrics are no events: see `MetricsWork`. */
export type EventReport = Exclude<Report, { type: 'metrics' }>

/** A worker's report as it stands in the log. */
export interface StoredReport {
  readonly workerId: string
  readonly report: EventReport
}

/** Takes what a worker says of an attempt. It counts only from the assigned worker, for the current attempt. */
export function takeReport(
  step: Step,
  lane: ExecutionLane,
  taskName: string,
  { workerId, report }: StoredReport,
): void {
  const slot = lane.slot(taskName)
  const row = slot.latest
  if (row === null || row.attemptId !== report.attemptId || row.workerId !== workerId) return
  switch (report.type) {
    case 'running':
      return takeRunning(step, lane, slot, report.startedAt)
    case 'stopping':
      if (row.status === 'STOPPING')
        changeDetails(step, lane, slot, { stopPhase: report.phase, stopError: report.error })
      return
    case 'finished':
      if (report.startedAt !== null) takeRunning(step, lane, slot, report.startedAt)
      return takeFinished(step, lane, slot, report.outcome)
  }
}

function takeRunning(step: Step, lane: ExecutionLane, slot: TaskSlot, startedAt: number): void {
  const row = latestOf(slot)
  const beginTime = row.beginTime ?? startedAt
  if (row.status === 'QUEUED') changeStatus(step, lane, slot, 'RUNNING', { beginTime })
  else if (row.status === 'STOPPING') changeDetails(step, lane, slot, { beginTime })
}

function takeFinished(step: Step, lane: ExecutionLane, slot: TaskSlot, outcome: Outcome): void {
  const { status } = latestOf(slot)
  if (status !== 'QUEUED' && status !== 'RUNNING' && status !== 'STOPPING') return
  switch (outcome.type) {
    case 'success':
      return endTask(step, lane, slot, 'SUCCESS', outcome)
    case 'stopped':
      return endTask(step, lane, slot, 'STOPPED', outcome)
    case 'neverStarted':
      return endTask(step, lane, slot, status === 'STOPPING' ? 'STOPPED' : 'FAILED', outcome)
    case 'failed':
      return status === 'STOPPING'
        ? endTask(step, lane, slot, 'FAILED', outcome)
        : failOrRetry(step, lane, slot, outcome)
    case 'lost':
      return status === 'STOPPING'
        ? endTask(step, lane, slot, 'STOPPED', outcome)
        : failOrRetry(step, lane, slot, outcome)
  }
}

function failOrRetry(
  step: Step,
  lane: ExecutionLane,
  slot: TaskSlot,
  outcome: Extract<Outcome, { type: 'failed' | 'lost' }>,
): void {
  const row = latestOf(slot)
  const policy = lane.plan.tasks.get(slot.name)?.retry
  const lostAttempts = row.lostAttempts + (outcome.type === 'lost' ? 1 : 0)
  if (policy === undefined || lane.phase !== 'open' || !mayRetry(row, policy, outcome)) {
    endTask(step, lane, slot, 'FAILED', outcome)
    return
  }
  const retryTime = step.now + retryDelayMs(policy, { taskExecutionId: row.id, attemptNumber: row.attemptNumber })
  const previousAttempts = [...row.previousAttempts, endedAttempt(row, outcome, step.now)].slice(-KEPT_ATTEMPTS)
  changeStatus(step, lane, slot, 'RETRYING', { outcome, retryTime, lostAttempts, previousAttempts })
  step.setTimer(retryTimerId(lane.execution.id, slot.name), retryTime)
}

function endedAttempt(row: TaskExecutionRow, outcome: Outcome, endTime: number): PreviousAttempt {
  const { attemptNumber, attemptId, workerId } = row
  return { attemptNumber, attemptId: attemptId ?? '', workerId: workerId ?? '', outcome, endTime }
}

function mayRetry(
  row: TaskExecutionRow,
  policy: RetryPolicy,
  outcome: Extract<Outcome, { type: 'failed' | 'lost' }>,
): boolean {
  if (outcome.type === 'lost') return row.lostAttempts < policy.retriesOnLost
  return outcome.retryable && row.attemptNumber - row.lostAttempts <= policy.retries
}
