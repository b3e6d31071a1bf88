import { timeAfter } from '@aiflow/sdk/internal/time'
import type { Trigger } from '@aiflow/sdk/internal/worker-protocol'
import { type Calendar, parseExpression } from '../../calendar/expression.ts'
import { intervalVariables, scheduledTime } from '../../calendar/scheduled-time.ts'
import type { ScheduleRow } from '../../storage/rows.ts'
import { retryItems } from '../items/settle-items.ts'
import { withoutStoreFields } from '../judging/user-view.ts'
import { addVerdictRow } from '../judging/verdicts.ts'
import type { Step } from '../step.ts'
import { act } from '../tasks/act.ts'
import { beginRetry } from '../tasks/retries.ts'
import type { ExecutionLane } from '../world/execution-lane.ts'
import { requestStart } from './start-executions.ts'
import { storeSchedule } from './store-schedule.ts'
import { timerOwnerOf } from './timer-owner.ts'

/** A firing this late counts as missed, for schedules that skip missed firings. */
const LATE_MS = 60_000

/** Maximum number of missed firings that are made up for. */
const CATCH_UP_LIMIT = 100

/** When to retry a timer, other than of a schedule or periodic task, whose step failed. */
const PASSED_OVER_MS = 60_000

/** A firing as the log stores it. The timer and its due time together identify it. */
export interface Firing {
  readonly timerId: string
  readonly dueTime: number
}

/** Whether the firing is still due. It is not if it was handled before, or its timer was moved or deleted. */
export function isDue(step: Step, { timerId, dueTime }: Firing): boolean {
  return step.world.timers.get(timerId) === dueTime
}

export function fireRetry(step: Step, lane: ExecutionLane, taskName: string, firing: Firing): void {
  step.setTimer(firing.timerId, null)
  const slot = lane.slot(taskName)
  if (slot.map !== null) retryItems(step, slot, { map: slot.map, until: step.now })
  else if (slot.latest?.status === 'RETRYING') beginRetry(step, slot)
}

export function firePeriodic(step: Step, lane: ExecutionLane, taskName: string, firing: Firing): void {
  const task = lane.plan.tasks.get(taskName)
  const calendar = periodicCalendarOf(lane, taskName)
  if (task === undefined || calendar === null) return
  step.setTimer(firing.timerId, calendar.next(step.now))
  const whenAlive = task.periodicWhenAlive === 'queue' ? 'queue' : 'ignore'
  const action = task.periodicWhenAlive === 'restart' ? 'RESTART' : 'START'
  const decision = act(step, lane.slot(taskName), action, {
    policy: { whenAlive, queueLimit: 1000 },
    by: 'timer',
    trigger: () => ({ ...periodicTrigger(step, null), schedule: scheduledTime(calendar, null, firing.dueTime) }),
  })
  const verdict = decision.type === 'refuse' ? 'ignored' : 'fired'
  const reason = decision.type === 'refuse' ? decision.reason : null
  const resultId = lane.slot(taskName).latest?.id ?? null
  addVerdictRow(step, lane.id, { task: taskName, rule: 'periodic', action }, { verdict, reason, resultId })
}

/** Sets the next firing after one whose step failed. */
export function passOverFiring(step: Step, firing: Firing): void {
  if (!isDue(step, firing)) return
  step.setTimer(firing.timerId, timeAfterPassedOver(step, firing.timerId))
}

function timeAfterPassedOver(step: Step, timerId: string): number | null {
  const owner = timerOwnerOf(step.world, timerId)
  if (owner?.type === 'schedule') return passOverSchedule(step, owner.schedule)
  if (owner?.type !== 'execution' || owner.timer.kind !== 'periodic') return timeAfter(step.now, PASSED_OVER_MS)
  const lane = step.world.executions.get(owner.timer.workflowExecutionId)
  const calendar = lane === undefined ? null : periodicCalendarOf(lane, owner.timer.task)
  return calendar?.next(step.now) ?? null
}

function passOverSchedule(step: Step, schedule: ScheduleRow): number | null {
  const calendar = parseExpression(schedule.expression, schedule.timezone, schedule.createTime)
  return storeSchedule(step, { ...schedule, nextTime: calendar.next(step.now) }).nextTime
}

/** Starts an execution of the schedule's workflow, and sets the next firing. */
export function fireSchedule(step: Step, schedule: ScheduleRow, firing: Firing): void {
  const calendar = parseExpression(schedule.expression, schedule.timezone, schedule.createTime)
  const nextTime = nextFiring(calendar, schedule, firing.dueTime, step.now)
  const missed = schedule.catchUp === 'skip' && isLate(calendar, firing.dueTime, step.now)
  storeSchedule(step, { ...schedule, nextTime, lastTime: missed ? schedule.lastTime : firing.dueTime })
  const workflow = step.world.workflows.get(schedule.workflowId)
  if (workflow === undefined) return
  const of = { task: null, rule: schedule.name, action: null }
  if (missed || !workflow.row.enabled) {
    const reason = missed ? 'the firing was missed' : 'the workflow is disabled'
    addVerdictRow(step, workflow.id, of, { verdict: 'ignored', reason, resultId: null })
    return
  }
  const { parameters, overlap } = schedule
  const trigger = periodicTrigger(step, schedule.name)
  const time = scheduledTime(calendar, schedule.name, firing.dueTime)
  const interval = intervalVariables(time, schedule.timezone)
  requestStart(step, workflow, { trigger, parameters, overlap, schedule: time, interval })
}

function periodicCalendarOf(lane: ExecutionLane, taskName: string): Calendar | null {
  const task = lane.plan.tasks.get(taskName)
  if (task?.periodicExpression === undefined) return null
  return parseExpression(task.periodicExpression, task.timezone ?? 'UTC', lane.execution.beginTime)
}

/**
 * `all` makes up for each missed firing, up to a limit: then for this one and the newest. The others continue from now.
 */
function nextFiring(calendar: Calendar, schedule: ScheduleRow, dueTime: number, now: number): number | null {
  if (schedule.catchUp !== 'all') return calendar.next(Math.max(now, dueTime))
  const following = calendar.next(dueTime)
  if (following === null || following > now) return following
  // Searching backwards is slow. At the present pace, too few firings are missed to need it.
  if ((now - dueTime) / (following - dueTime) < CATCH_UP_LIMIT) return following
  const [oldest = following] = calendar.newest(CATCH_UP_LIMIT - 1, now)
  return Math.max(following, oldest)
}

function isLate(calendar: Calendar, dueTime: number, now: number): boolean {
  const following = calendar.next(dueTime)
  return now - dueTime > LATE_MS || (following !== null && following <= now)
}

function periodicTrigger(step: Step, rule: string | null): Trigger {
  return { type: 'PERIODIC', rule, events: [withoutStoreFields(step.event)], outputs: {} }
}
