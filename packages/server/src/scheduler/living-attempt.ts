import type { TaskExecutionRow } from '../storage/rows.ts'
import type { ExecutionLane, TaskSlot } from './execution-lane.ts'
import type { Step } from './step.ts'
import { changeDetails } from './task-transitions.ts'

/** An attempt that a worker was given and that has not ended. */
export interface LivingAttempt {
  readonly lane: ExecutionLane
  readonly slot: TaskSlot
  readonly row: TaskExecutionRow
}

/** Null where it has ended. */
export function livingAttempt(step: Step, attemptId: string): LivingAttempt | null {
  const located = step.world.attempts.find(attemptId)
  const slot = located?.lane.slot(located.taskName)
  const row = slot?.latest
  if (located === undefined || slot === undefined || !row) return null
  return { lane: located.lane, slot, row }
}

/** Gives an attempt to another worker, with what else changes at the same time. */
export function reassign(step: Step, { lane, slot, row }: LivingAttempt, patch: Partial<TaskExecutionRow>): void {
  step.world.attempts.forget(row)
  changeDetails(step, lane, slot, patch)
}
