import { AIFlowError } from '@aiflow/sdk/internal/errors'
import type { ScheduledTime } from '@aiflow/sdk/internal/worker-protocol'
import { parseExpression } from '../../calendar/expression.ts'
import { intervalVariables, scheduledTime } from '../../calendar/scheduled-time.ts'
import type { ControlRequest } from '../../log/control.ts'
import { fillParameters } from '../../parameters/interval-parameters.ts'
import type { Parameters } from '../../parameters/parameter-schema.ts'
import { followedSchedule } from '../../rules/backfills/backfill-span.ts'
import type { Step } from '../step.ts'
import type { WorkflowLane } from '../world/workflow-lane.ts'
import { schedulesOf } from './schedules.ts'

interface DueStart {
  readonly schedule: ScheduledTime
  /** Those of the schedule, filled for this time, under the given ones. */
  readonly parameters: Parameters
}

/**
 * The past time of a schedule that an execution is started for by hand; null if none was asked for. Throws `SCHEDULE_NOT_FOUND`, and
 * `INVALID_ARGUMENT` if the schedule has no such time, or will start it itself.
 */
export function dueStart(
  step: Step,
  workflow: WorkflowLane,
  { dueTime, schedule: name, parameters = {} }: Extract<ControlRequest, { type: 'startExecution' }>,
): DueStart | null {
  if (dueTime === undefined && name === undefined) return null
  if (dueTime === undefined) throw wrong('A schedule needs a due time: one of its past times.', {})
  const schedule = followedSchedule(workflow.row.name, name, schedulesOf(step.world, workflow))
  const { expression, timezone, createTime, nextTime } = schedule
  const calendar = parseExpression(expression, timezone, createTime)
  const due = isoTime(dueTime)
  const details = { schedule: schedule.name, dueTime }
  if (dueTime > step.now) throw wrong(`The due time ${due} is in the future. Give a time that has passed.`, details)
  const next = calendar.next(dueTime - 1)
  if (next !== dueTime) {
    const previous = calendar.previous(dueTime)
    const near = [
      ...(previous === null ? [] : [` The one before is ${isoTime(previous)}.`]),
      ...(next === null ? [] : [` The next one is ${isoTime(next)}.`]),
    ].join('')
    throw wrong(
      `${due} is not a time of the schedule "${schedule.name}" (${expression} in ${timezone}).${near}`,
      details,
    )
  }
  if (nextTime !== null && nextTime <= dueTime) {
    throw wrong(`The schedule "${schedule.name}" is behind: it is about to come to ${due} itself.`, details)
  }
  const time = scheduledTime(calendar, schedule.name, dueTime)
  const given = { ...schedule.parameters, ...parameters }
  return { schedule: time, parameters: fillParameters(given, intervalVariables(time, timezone)) }
}

function wrong(message: string, details: Readonly<Record<string, string | number>>): AIFlowError {
  return new AIFlowError('INVALID_ARGUMENT', message, { details })
}

function isoTime(timeMs: number): string {
  return new Date(timeMs).toISOString()
}
