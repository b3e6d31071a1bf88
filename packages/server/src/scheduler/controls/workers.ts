import { randomUUID } from 'node:crypto'
import { AIFlowError, type Json, type Outcome } from '@aiflow/sdk/internal'
import type { ControlRequest } from '../../log/control.ts'
import type { TaskExecutionRow } from '../../storage/rows.ts'
import type { ExecutionLane, TaskSlot } from '../execution-lane.ts'
import { stopsOutsideWork } from '../outside-work.ts'
import { failOrRetry } from '../retries.ts'
import type { Step } from '../step.ts'
import { changeDetails, endTask } from '../task-transitions.ts'

interface Living {
  readonly lane: ExecutionLane
  readonly slot: TaskSlot
  readonly row: TaskExecutionRow
}

/**
 * A worker has attempts that another one was given: it runs in the home of that one, whose name was lost. Whoever has an
 * attempt knows its id, which is random; one whose worker is connected stays with that.
 */
export function moveAttempts(step: Step, request: Extract<ControlRequest, { type: 'moveAttempts' }>): Json {
  const { workerId } = request
  const moved = request.attemptIds.filter((attemptId) => {
    const living = livingAttempt(step, attemptId)
    const before = living?.row.workerId ?? workerId
    if (living === null || before === workerId || step.workers.link(before) !== undefined) return false
    assign(step, living, { workerId })
    return true
  })
  return { workerId, moved: moved.length }
}

/** A worker will not come back: what it had counts as lost, and work outside is stopped by another one. */
export function forgetWorker(step: Step, request: Extract<ControlRequest, { type: 'forgetWorker' }>): Json {
  const { workerId } = request
  if (step.workers.link(workerId) !== undefined) {
    const message = `The worker "${workerId}" is connected, so it is not gone. Stop it first; what it runs goes on for the next worker of its home.`
    throw new AIFlowError('WORKER_CONNECTED', message, { details: { workerId } })
  }
  const given = step.world.attempts.ofWorker(workerId)
  for (const attemptId of given) giveUp(step, attemptId, workerId)
  for (const attemptId of step.world.attempts.ofWorker(workerId)) handOver(step, attemptId)
  return { workerId, lost: given.length, left: step.world.attempts.busy(workerId) }
}

function giveUp(step: Step, attemptId: string, workerId: string): void {
  const living = livingAttempt(step, attemptId)
  if (living === null || stopsOutsideWork(living.row)) return
  const { lane, slot, row } = living
  step.allowCascadeOf(lane)
  const message = `Its worker "${workerId}" was given up. A process of the attempt that still lives may overlap with what follows.`
  const outcome: Extract<Outcome, { type: 'lost' }> = { type: 'lost', message }
  if (row.status === 'STOPPING') endTask(step, lane, slot, 'STOPPED', outcome)
  else failOrRetry(step, lane, slot, { outcome, ranMs: row.beginTime === null ? 0 : step.now - row.beginTime })
}

/** With another id, so that the one which was given up does not do the same beside it. */
function handOver(step: Step, attemptId: string): void {
  const living = livingAttempt(step, attemptId)
  const worker = step.workers.anyWorker()
  if (living === null || worker === undefined) return
  const next = randomUUID()
  assign(step, living, { workerId: worker.id, bootId: worker.bootId, attemptId: next, stopError: null })
  step.changes.commands.push({ type: 'start', attemptId: next })
}

function assign(step: Step, { lane, slot, row }: Living, patch: Partial<TaskExecutionRow>): void {
  step.world.attempts.forget(row)
  changeDetails(step, lane, slot, patch)
}

function livingAttempt(step: Step, attemptId: string): Living | null {
  const located = step.world.attempts.find(attemptId)
  const slot = located?.lane.slot(located.taskName)
  const row = slot?.latest
  if (located === undefined || slot === undefined || !row) return null
  return { lane: located.lane, slot, row }
}
