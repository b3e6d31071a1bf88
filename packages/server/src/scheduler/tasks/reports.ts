import type { Report } from '@aiflow/sdk/internal/worker-protocol'
import type { Step } from '../step.ts'
import type { TaskSlot } from '../world/execution-lane.ts'
import { statusOfKept, stopsOutsideWork } from './outside-work.ts'
import { failOrRetry } from './retries.ts'
import { changeDetails, changeStatus, endTask, latestOf } from './task-transitions.ts'

/** Metrics are not events: see `MetricsWork`. */
export type EventReport = Exclude<Report, { type: 'metrics' }>

type FinishedReport = Extract<Report, { type: 'finished' }>

/** A worker's report, as the log stores it. */
export interface StoredReport {
  readonly workerId: string
  readonly report: EventReport
}

/** Applies a worker's report. It counts only from the assigned worker, for the current attempt. */
export function applyReport(step: Step, slot: TaskSlot, { workerId, report }: StoredReport): void {
  const row = slot.latest
  if (row === null || row.attemptId !== report.attemptId || row.workerId !== workerId) return
  if (stopsOutsideWork(row)) return applyOutsideStop(step, slot, report)
  switch (report.type) {
    case 'running':
      return takeRunning(step, slot, report.startedAt)
    case 'stopping':
      if (row.status === 'STOPPING') changeDetails(step, slot, { stopPhase: report.phase, stopError: report.error })
      return
    case 'finished':
      if (report.startedAt !== null) takeRunning(step, slot, report.startedAt)
      return takeFinished(step, slot, report)
  }
}

/**
 * Applies a report about the attempt that only stops the work outside. That attempt continues until the stop is
 * confirmed.
 */
function applyOutsideStop(step: Step, slot: TaskSlot, report: EventReport): void {
  if (report.type === 'stopping') changeDetails(step, slot, { stopError: report.error })
  if (report.type !== 'finished') return
  const { outcome } = latestOf(slot)
  changeDetails(step, slot, { handle: null, stopError: null })
  endTask(step, slot, statusOfKept(outcome), outcome)
}

function takeRunning(step: Step, slot: TaskSlot, startedAt: number): void {
  const row = latestOf(slot)
  const beginTime = row.beginTime ?? startedAt
  if (row.status === 'QUEUED') changeStatus(step, slot, 'RUNNING', { beginTime })
  else if (row.status === 'STOPPING') changeDetails(step, slot, { beginTime })
}

function takeFinished(step: Step, slot: TaskSlot, report: FinishedReport): void {
  const { outcome, startedAt, endedAt } = report
  const ranMs = startedAt === null ? 0 : endedAt - startedAt
  const { status } = latestOf(slot)
  if (status !== 'QUEUED' && status !== 'RUNNING' && status !== 'STOPPING') return
  if (report.outsideGone) changeDetails(step, slot, { handle: null })
  switch (outcome.type) {
    case 'success':
      return endTask(step, slot, 'SUCCESS', outcome)
    case 'stopped':
      return endTask(step, slot, 'STOPPED', outcome)
    case 'neverStarted':
      return endTask(step, slot, status === 'STOPPING' ? 'STOPPED' : 'FAILED', outcome)
    case 'failed':
      return status === 'STOPPING'
        ? endTask(step, slot, 'FAILED', outcome)
        : failOrRetry(step, slot, { outcome, ranMs })
    case 'lost':
      return status === 'STOPPING'
        ? endTask(step, slot, 'STOPPED', outcome)
        : failOrRetry(step, slot, { outcome, ranMs })
  }
}
