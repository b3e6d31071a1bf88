import type { TaskExecutionRow } from '../../storage/rows.ts'
import type { Step } from '../step.ts'
import type { TaskSlot } from '../world/execution-lane.ts'
import { changeDetails } from './task-transitions.ts'

/** An attempt that was assigned to a worker and has not ended. */
export interface LivingAttempt {
  readonly slot: TaskSlot
  readonly row: TaskExecutionRow
}

/** Null if it has ended. */
export function livingAttempt(step: Step, attemptId: string): LivingAttempt | null {
  const slot = step.world.attempts.find(attemptId)
  const row = slot?.latest
  return slot === undefined || !row ? null : { slot, row }
}

/** Assigns an attempt to another worker, together with other changes. */
export function reassign(step: Step, { slot, row }: LivingAttempt, patch: Partial<TaskExecutionRow>): void {
  step.world.attempts.forget(row)
  changeDetails(step, slot, patch)
}
