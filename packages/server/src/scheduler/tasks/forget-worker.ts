import { timeAfter } from '@aiflow/sdk/internal/time'
import type { Outcome } from '@aiflow/sdk/internal/worker-protocol'
import { timerId } from '../../model/timer-ids.ts'
import type { Step } from '../step.ts'
import { livingAttempt, reassign } from './living-attempt.ts'
import { stopsOutsideWork } from './outside-work.ts'
import { failOrRetry } from './retries.ts'
import { endTask } from './task-transitions.ts'

/** Maximum number of attempts that one step gives up, or hands over. */
const ATTEMPTS_IN_STEP = 1000

/** How often to look for another worker while work outside waits for one. */
const LOOK_MS = 60_000

/**
 * Gives up the attempts of a worker that will not come back, a bounded number per step. Another worker stops their work
 * outside. A timer continues with the rest, also after a crash, until nothing is left or the worker has come back.
 * Returns how many attempts of the worker stop work outside and still wait for another worker.
 */
export function giveUpWorker(step: Step, workerId: string): number {
  const isBack = step.workers.link(workerId) !== undefined
  const isMore = !isBack && giveUpSlice(step, workerId)
  const left = isBack ? 0 : handOver(step, workerId)
  const isSoon = isMore || step.workers.anyWorker() !== undefined
  const dueTime = isSoon ? step.soonest : timeAfter(step.now, LOOK_MS)
  step.setTimer(timerId.forgetWorker(workerId), isMore || left > 0 ? dueTime : null)
  return left
}

/** True if there are more. */
function giveUpSlice(step: Step, workerId: string): boolean {
  let count = 0
  for (const attemptId of step.world.attempts.ofWorker(workerId)) {
    if (count === ATTEMPTS_IN_STEP) return true
    if (giveUp(step, attemptId, workerId)) count += 1
  }
  return false
}

/** False if the attempt stops work outside, which another worker will do. */
function giveUp(step: Step, attemptId: string, workerId: string): boolean {
  const living = livingAttempt(step, attemptId)
  if (living === null || stopsOutsideWork(living.row)) return false
  const { slot, row } = living
  step.allowCascadeOf(slot.lane)
  const message = `Its worker "${workerId}" was given up. A process of the attempt that still lives may overlap with what follows.`
  const outcome: Extract<Outcome, { type: 'lost' }> = { type: 'lost', message }
  if (row.status === 'STOPPING') endTask(step, slot, 'STOPPED', outcome)
  else failOrRetry(step, slot, { outcome, ranMs: row.beginTime === null ? 0 : step.now - row.beginTime })
  return true
}

/** Returns how many attempts are left that stop work outside. */
function handOver(step: Step, workerId: string): number {
  const worker = step.workers.anyWorker()
  const living = step.world.attempts.ofWorker(workerId).flatMap((attemptId) => livingAttempt(step, attemptId) ?? [])
  const outside = living.filter(({ row }) => stopsOutsideWork(row))
  if (worker === undefined) return outside.length
  for (const attempt of outside.slice(0, ATTEMPTS_IN_STEP)) {
    // With another id, so that the attempt that was given up cannot do the same in parallel.
    const attemptId = step.newAttemptId()
    reassign(step, attempt, { workerId: worker.id, bootId: worker.bootId, attemptId, stopError: null })
    step.notices.commands.push({ type: 'start', attemptId })
  }
  return Math.max(outside.length - ATTEMPTS_IN_STEP, 0)
}
