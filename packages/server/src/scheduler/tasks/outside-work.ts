import type { TaskDefinition } from '@aiflow/sdk/internal/wire'
import type { Outcome } from '@aiflow/sdk/internal/worker-protocol'
import type { TaskExecutionRow } from '../../storage/rows.ts'

/**
 * Whether work outside may live on after the attempt. That is so if the attempt left a handle, the operator can stop by
 * the handle alone, and nobody has confirmed that the work is gone. Such a task execution ends only when an attempt
 * whose one purpose is to stop the work has confirmed the stop. Until then it is STOPPING, in the phase `outside`.
 */
export function leavesOutsideWork({ operator }: TaskDefinition, row: TaskExecutionRow): boolean {
  if (row.handle === null || row.workerId === null) return false
  return operator.type === 'code' && operator.ownStop === true
}

export function stopsOutsideWork({ status, stopPhase }: Pick<TaskExecutionRow, 'status' | 'stopPhase'>): boolean {
  return status === 'STOPPING' && stopPhase === 'outside'
}

/** The outcome of the task execution once the work outside is gone. The status follows from it. */
export function endToKeep(status: 'FAILED' | 'STOPPED', outcome: Outcome | null): Outcome {
  if (outcome !== null && (status === 'FAILED' || outcome.type === 'stopped')) return outcome
  return { type: 'stopped', message: outcome?.type === 'lost' ? outcome.message : null }
}

export function statusOfKept(outcome: Outcome | null): 'FAILED' | 'STOPPED' {
  return outcome === null || outcome.type === 'stopped' ? 'STOPPED' : 'FAILED'
}

/** Somebody forced the stop. */
export function isUnconfirmed(outcome: Outcome | null): boolean {
  return outcome?.type === 'stopped' && outcome.unconfirmed === true
}
