import type { BackfillRow } from '../../storage/rows.ts'
import type { Firing } from '../executions/timer-firings.ts'
import type { Step } from '../step.ts'
import { startNextTimes } from './go-on-backfilling.ts'
import { stopNextExecutions } from './stop-backfill.ts'

/** The timer of a backfill is due: it goes on with what it is at. */
export function takeBackfill(step: Step, backfill: BackfillRow, firing: Firing): void {
  step.setTimer(firing.timerId, null)
  const workflow = step.world.workflows.get(backfill.workflowId)
  if (workflow === undefined) return
  if (backfill.stopping) stopNextExecutions(step, backfill)
  else startNextTimes(step, workflow, backfill)
}
