import type { BackfillCounts } from '@aiflow/sdk/internal/api/workflows'
import type { WorkflowStatus } from '@aiflow/sdk/internal/model'
import type { BackfillRow, WorkflowExecutionRow } from '../../storage/rows.ts'
import type { Step } from '../step.ts'

type CountName = keyof BackfillCounts

const COUNT_OF: Readonly<Record<WorkflowStatus, CountName>> = {
  INIT: 'running',
  RUNNING: 'running',
  SUCCESS: 'succeeded',
  FAILED: 'failed',
  STOPPED: 'stopped',
}

/** An execution of a backfill has another status; `from` is null where it is new. */
export function countExecution(
  step: Step,
  { backfillId, status }: Pick<WorkflowExecutionRow, 'backfillId' | 'status'>,
  from: WorkflowStatus | null,
): void {
  const row = backfillId === null ? undefined : step.world.backfills.get(backfillId)
  if (row !== undefined) moveTime(step, row, from === null ? 'left' : COUNT_OF[from], COUNT_OF[status])
}

/** One of its times is counted elsewhere. */
export function moveTime(step: Step, row: BackfillRow, from: CountName, to: CountName): BackfillRow {
  const less = { ...row.counts, [from]: row.counts[from] - 1 }
  return storeBackfill(step, { ...row, counts: { ...less, [to]: less[to] + 1 } })
}

/** Its status follows from the rest of it. */
export function storeBackfill(step: Step, changed: BackfillRow): BackfillRow {
  const row = withStatus(changed, step.now)
  step.world.backfills.set(row)
  step.changes.backfills.set(row)
  return row
}

/** It ends with its last execution, and goes on if one of them is started again by hand. */
function withStatus(row: BackfillRow, now: number): BackfillRow {
  const { counts, stopping } = row
  const isOver = counts.running === 0 && (counts.left === 0 || stopping)
  if (!isOver) return { ...row, status: 'RUNNING', endTime: null }
  const status = stopping ? 'STOPPED' : counts.failed > 0 ? 'FAILED' : 'SUCCESS'
  return { ...row, status, paused: false, endTime: row.endTime ?? now }
}
