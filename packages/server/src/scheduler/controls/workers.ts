import { AIFlowError } from '@aiflow/sdk/internal/errors'
import type { Json } from '@aiflow/sdk/internal/json'
import type { ControlRequest } from '../../log/control.ts'
import type { Step } from '../step.ts'
import { giveUpWorker } from '../tasks/forget-worker.ts'
import { livingAttempt, reassign } from '../tasks/living-attempt.ts'

/**
 * A worker has attempts that are assigned to another one: it runs in the home of that worker, whose name was lost. An
 * id of an attempt is random, so a worker that knows one has the attempt. Attempts of a connected worker stay with it.
 */
export function moveAttempts(step: Step, request: Extract<ControlRequest, { type: 'moveAttempts' }>): Json {
  const { workerId } = request
  const moved = request.attemptIds.filter((attemptId) => {
    const living = livingAttempt(step, attemptId)
    const before = living?.row.workerId ?? workerId
    if (living === null || before === workerId || step.workers.link(before) !== undefined) return false
    reassign(step, living, { workerId })
    return true
  })
  return { workerId, moved: moved.length }
}

/** A worker will not come back. Its attempts count as lost, and another worker stops their work outside. */
export function forgetWorker(step: Step, request: Extract<ControlRequest, { type: 'forgetWorker' }>): Json {
  const { workerId } = request
  if (step.workers.link(workerId) !== undefined) {
    const message = `The worker "${workerId}" is connected, so it is not gone. Stop it first; its tasks continue, and the next worker of its home takes them over.`
    throw new AIFlowError('WORKER_CONNECTED', message, { details: { workerId } })
  }
  const lost = step.world.attempts.busy(workerId)
  return { workerId, lost, left: giveUpWorker(step, workerId) }
}
