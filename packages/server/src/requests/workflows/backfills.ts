import type { BackfillPreview, Reprocess } from '@aiflow/sdk/internal/api/workflows'
import { scheduledTime } from '../../calendar/scheduled-time.ts'
import { inSlices } from '../../log/in-slices.ts'
import { backfillNotFound, workflowNotFound } from '../../log/not-found.ts'
import { allTimes, requireTimes } from '../../rules/backfills/all-times.ts'
import { type AskedSpan, backfillSpan, calendarOf } from '../../rules/backfills/backfill-span.ts'
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
  if (row === null) throw backfillNotFound(id)
  return row
}

/** What a backfill would start if it began now. Throws what its start would throw. */
export async function previewBackfill(storage: ReadStorage, asked: Asked, now: number): Promise<BackfillPreview> {
  const { namespace, workflow, reprocess } = asked
  const row = await storage.workflows.find(namespace, workflow)
  if (row === null) throw workflowNotFound(namespace, workflow)
  const schedules = await storage.schedules.findAll({ namespace, workflow })
  const span = backfillSpan(workflow, asked, { schedules, now })
  const dueTimes = await inSlices(allTimes(span), (time) => time)
  requireTimes(span, dueTimes)
  const of = { workflowId: row.id, schedule: span.schedule, dueTimes }
  const executions = Map.groupBy(await storage.backfills.executionsAt(of), ({ dueTime }) => dueTime)
  const skippedFor = (dueTime: number) => {
    const found = executions.get(dueTime) ?? []
    return leavesOut(reprocess, found) ? (found.at(-1)?.id ?? null) : null
  }
  const calendar = calendarOf(span)
  const times = await inSlices(dueTimes.slice(0, MAX_SHOWN), (time) => {
    const { dueTime, intervalStart, intervalEnd } = scheduledTime(calendar, span.schedule, time)
    return { dueTime, intervalStart, intervalEnd, skippedFor: skippedFor(time) }
  })
  const skipped = dueTimes.filter((time) => skippedFor(time) !== null).length
  const { schedule, expression, timezone } = span
  return { schedule, expression, timezone, total: dueTimes.length, skipped, times: [...times] }
}
