import type { TaskExecutionRow } from '../../storage/rows.ts'
import type { Step } from '../step.ts'
import type { TaskSlot } from '../world/execution-lane.ts'
import { changeDetails } from './task-transitions.ts'

/** An attempt that a worker was given and that has not ended. */
export interface LivingAttempt {
  readonly slot: TaskSlot
  readonly row: TaskExecutionRow
}

/** Null where it has ended. */
export function livingAttempt(step: Step, attemptId: string): LivingAttempt | null {
  const slot = step.world.attempts.find(attemptId)
  const row = slot?.latest
  return slot === undefined || !row ? null : { slot, row }
}

/** Gives an attempt to another worker, with what else changes at the same time. */
export function reassign(step: Step, { slot, row }: LivingAttempt, patch: Partial<TaskExecutionRow>): void {
  step.world.attempts.forget(row)
  changeDetails(step, slot, patch)
}
