import type { ScheduledTime } from '@aiflow/sdk/internal/worker-protocol'
import { intervalVariables, scheduledTime } from '../../calendar/scheduled-time.ts'
import type { BackfillRow } from '../../storage/rows.ts'
import { checkParameters } from '../executions/execution-parameters.ts'
import { startExecution } from '../executions/workflow-transitions.ts'
import { withoutStoreFields } from '../judging/user-view.ts'
import { addVerdictRow } from '../judging/verdicts.ts'
import type { Step } from '../step.ts'
import type { WorkflowLane } from '../world/workflow-lane.ts'
import { moveTime, storeBackfill } from './backfill-counts.ts'
import { timeOfSchedule } from './schedule-ahead.ts'
import { TakenTimes } from './taken-times.ts'
import { mayStart, setBackfillTimer, wakeBackfill } from './wake-backfills.ts'

/** Executions, and tasks of all of them, that one step starts; one execution is started whole. */
const STARTED_IN_STEP = 10
const TASKS_STARTED_IN_STEP = 10_000

/** Starts executions for the next times, as many as may run, and leaves the others to the steps that follow. */
export function startNextTimes(step: Step, workflow: WorkflowLane, backfill: BackfillRow): void {
  if (!mayStart(step.world, workflow, backfill)) return
  const next = step.world.backfills.nextTimes.get(backfill.id)
  // The store was not asked about them: the next step has its answer.
  if (next === undefined || next.after !== backfill.lastTime) return setBackfillTimer(step, backfill.id)
  const taken = new TakenTimes(step, backfill, next)
  const ofSchedule = timeOfSchedule(step, backfill)
  let row = backfill
  let started = 0
  for (const dueTime of next.executions.keys()) {
    // The end of an execution, or a firing of the schedule, lets it go on.
    if (!mayStart(step.world, workflow, row) || dueTime >= ofSchedule) return
    if (started >= startsInStep(workflow)) return setBackfillTimer(step, row.id)
    row = storeBackfill(step, { ...row, lastTime: dueTime })
    if (taken.isTaken(dueTime)) row = moveTime(step, row, 'left', 'skipped')
    else {
      row = startTime(step, workflow, { row, schedule: scheduledTime(next.calendar, row.schedule, dueTime) })
      started += 1
    }
  }
  if (next.isAll) endOfTimes(step, row)
  else wakeBackfill(step, row)
}

function startsInStep({ plan }: WorkflowLane): number {
  return Math.max(1, Math.min(STARTED_IN_STEP, Math.floor(TASKS_STARTED_IN_STEP / Math.max(1, plan.tasks.size))))
}

function startTime(
  step: Step,
  workflow: WorkflowLane,
  { row, schedule }: { readonly row: BackfillRow; readonly schedule: ScheduledTime },
): BackfillRow {
  const checked = checkParameters(workflow, row.parameters, intervalVariables(schedule, row.timezone))
  const of = { task: null, rule: row.schedule ?? `backfill ${row.id}`, action: null }
  if (!checked.ok) {
    addVerdictRow(step, workflow.id, of, { verdict: 'failed', reason: checked.reason, resultId: null })
    return moveTime(step, row, 'left', 'failed')
  }
  const { parameters } = checked
  const events = [withoutStoreFields(step.event)]
  const trigger = { type: 'PERIODIC', rule: row.schedule, events, outputs: {} } as const
  const lane = startExecution(step, workflow, { trigger, parameters, schedule, backfillId: row.id })
  const reason = `of the backfill ${row.id}`
  addVerdictRow(step, workflow.id, of, { verdict: 'fired', reason, resultId: lane.execution.id })
  return step.world.backfills.get(row.id) ?? row
}

/** Fewer times than were counted are left if the rules of its time zone have changed since. */
function endOfTimes(step: Step, row: BackfillRow): void {
  const { left } = row.counts
  if (left > 0) storeBackfill(step, { ...row, total: row.total - left, counts: { ...row.counts, left: 0 } })
}
