import type { BackfillPreview, Reprocess } from '@aiflow/sdk/internal/api/workflows'
import { AIFlowError } from '@aiflow/sdk/internal/errors'
import { scheduledTime } from '../../calendar/scheduled-time.ts'
import { type AskedSpan, allTimes, backfillSpan, calendarOf } from '../../rules/backfills/backfill-span.ts'
import { leavesOut } from '../../rules/backfills/leaves-out.ts'
import type { ReadStorage } from '../../storage/reads/read-storage.ts'
import type { BackfillRow } from '../../storage/rows.ts'

/** Times that a preview shows one by one. */
const MAX_SHOWN = 1000

interface Asked extends AskedSpan {
  readonly namespace: string
  readonly workflow: string
  readonly reprocess: Reprocess
}

/** Throws `BACKFILL_NOT_FOUND`. */
export async function findBackfill(storage: Pick<ReadStorage, 'backfills'>, id: number): Promise<BackfillRow> {
  const row = await storage.backfills.find(id)
  if (row !== null) return row
  throw new AIFlowError('BACKFILL_NOT_FOUND', `There is no backfill ${id}. Look at the list of backfills.`, {
    details: { backfillId: id },
  })
}

/** What a backfill would start if it began now. Throws what its start would throw. */
export async function previewBackfill(storage: ReadStorage, asked: Asked, now: number): Promise<BackfillPreview> {
  const { namespace, workflow, reprocess } = asked
  const row = await storage.workflows.find(namespace, workflow)
  if (row === null) {
    const message = `The namespace "${namespace}" has no workflow "${workflow}". Look at the list of workflows.`
    throw new AIFlowError('WORKFLOW_NOT_FOUND', message, { details: { namespace, workflow } })
  }
  const schedules = await storage.schedules.findAll({ namespace, workflow })
  const span = backfillSpan(workflow, asked, { schedules, now })
  const dueTimes = allTimes(span)
  const of = { workflowId: row.id, schedule: span.schedule, dueTimes }
  const executions = Map.groupBy(await storage.backfills.executionsAt(of), ({ dueTime }) => dueTime)
  const skippedFor = (dueTime: number) => {
    const found = executions.get(dueTime) ?? []
    return leavesOut(reprocess, found) ? (found.at(-1)?.id ?? null) : null
  }
  const calendar = calendarOf(span)
  const times = dueTimes.slice(0, MAX_SHOWN).map((time) => {
    const { dueTime, intervalStart, intervalEnd } = scheduledTime(calendar, span.schedule, time)
    return { dueTime, intervalStart, intervalEnd, skippedFor: skippedFor(time) }
  })
  const skipped = dueTimes.filter((time) => skippedFor(time) !== null).length
  const { schedule, expression, timezone } = span
  return { schedule, expression, timezone, total: dueTimes.length, skipped, times }
}
