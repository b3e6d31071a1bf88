import { timerId } from '../../model/timer-ids.ts'
import type { BackfillRow } from '../../storage/rows.ts'
import { stopSlice } from '../executions/stop-executions.ts'
import type { Step } from '../step.ts'
import { storeBackfill } from './backfill-counts.ts'
import { setBackfillTimer } from './wake-backfills.ts'

/** It starts nothing more. Its executions are stopped, or run to their end. */
export function stopBackfill(step: Step, row: BackfillRow, executions: 'stop' | 'finish'): BackfillRow {
  step.setTimer(timerId.backfill(row.id), null)
  storeBackfill(step, { ...row, stopping: true, paused: false })
  if (executions === 'stop') stopNextExecutions(step, row)
  return step.world.backfills.get(row.id) ?? row
}

/** Stops some of its executions in this step, and leaves the others to those that follow. */
export function stopNextExecutions(step: Step, { id, workflowId }: BackfillRow): void {
  const own = [...step.world.living.ofBackfills(workflowId)].filter(({ execution }) => execution.backfillId === id)
  const isMore = stopSlice(
    step,
    own.filter(({ phase }) => phase === 'open'),
    'request',
  )
  if (isMore) setBackfillTimer(step, id)
}
