import { AIFlowError } from '@aiflow/sdk/internal/errors'
import type { Json } from '@aiflow/sdk/internal/json'
import { MAX_SCHEDULES } from '@aiflow/sdk/internal/limits'
import type { ScheduleDefinition } from '@aiflow/sdk/internal/wire'
import { parseExpression } from '../../calendar/expression.ts'
import { exampleVariables } from '../../calendar/scheduled-time.ts'
import type { ControlRequest, NamedOfWorkflow, Versioned } from '../../log/control.ts'
import { fillParameters } from '../../parameters/interval-parameters.ts'
import type { ScheduleRow } from '../../storage/rows.ts'
import { removeSchedule, storeSchedule } from '../executions/store-schedule.ts'
import type { Step } from '../step.ts'
import type { WorkflowLane } from '../world/workflow-lane.ts'
import type { World } from '../world/world.ts'
import { alreadyExists, requirePlace, requireVersion, requireWorkflow } from './lookup.ts'

type Request<T extends ControlRequest['type']> = Extract<ControlRequest, { type: T }>

export function addSchedule(step: Step, request: Request<'addSchedule'>): Json {
  const workflow = requireWorkflow(step, request.namespace, request.workflow)
  if (findSchedule(step, workflow, request.name) !== undefined)
    throw alreadyExists('schedule', request.name, request.workflow)
  requirePlace(`schedules of the workflow "${request.workflow}"`, schedulesOf(step.world, workflow).length, {
    max: MAX_SCHEDULES,
  })
  const { name, expression, timezone, catchUp, parameters = {}, overlap = 'allow' } = request
  const calendar = parseExpression(expression, timezone, step.now)
  workflow.plan.parameters.check(fillParameters(parameters, exampleVariables(calendar, timezone, step.now)))
  const definition = { name, expression, timezone, catchUp, parameters, overlap }
  return resource(createSchedule(step, workflow, definition, false))
}

/** Firings while a schedule is paused do not count as missed. It continues from now. */
export function setSchedulePaused(step: Step, request: Request<'setSchedulePaused'>): Json {
  const schedule = requireSchedule(step, request)
  if (schedule.paused === request.paused) return resource(schedule)
  const nextTime = request.paused ? null : nextTimeOf(schedule, step.now)
  return resource(storeSchedule(step, { ...schedule, paused: request.paused, nextTime, version: step.event.offset }))
}

export function deleteSchedule(step: Step, request: Request<'deleteSchedule'>): Json {
  const schedule = requireSchedule(step, request)
  removeSchedule(step, schedule)
  return resource(schedule)
}

export function deleteSchedules(step: Step, request: Request<'deleteSchedules'>): Json {
  const workflow = requireWorkflow(step, request.namespace, request.workflow)
  const deleted = schedulesOf(step.world, workflow).map(({ name }) => name)
  removeSchedules(step, workflow)
  return { deleted }
}

/** Removes all schedules of a workflow. */
export function removeSchedules(step: Step, workflow: WorkflowLane): void {
  for (const schedule of schedulesOf(step.world, workflow)) removeSchedule(step, schedule)
}

/**
 * Adds the schedules that the workflow's code declares, removes those it no longer declares, and leaves the others
 * alone.
 */
export function reconcileSchedules(step: Step, workflow: WorkflowLane): void {
  const declared = workflow.plan.definition.schedules
  const names = new Set(declared.map((schedule) => schedule.name))
  for (const schedule of schedulesOf(step.world, workflow)) {
    if (schedule.declared && !names.has(schedule.name)) removeSchedule(step, schedule)
  }
  for (const definition of declared) {
    const existing = findSchedule(step, workflow, definition.name)
    if (existing === undefined) createSchedule(step, workflow, definition, true)
    else if (existing.expression !== definition.expression || existing.timezone !== definition.timezone) {
      const moved = { ...existing, ...definition, declared: true, version: step.event.offset }
      storeSchedule(step, { ...moved, nextTime: moved.paused ? null : nextTimeOf(moved, step.now) })
    } else if (!existing.declared || !isAsDefined(existing, definition)) {
      storeSchedule(step, { ...existing, ...definition, declared: true, version: step.event.offset })
    }
  }
}

function createSchedule(
  step: Step,
  workflow: WorkflowLane,
  definition: ScheduleDefinition,
  declared: boolean,
): ScheduleRow {
  const row: ScheduleRow = {
    id: ++step.world.counters.schedule,
    workflowId: workflow.row.id,
    namespace: workflow.row.namespace,
    workflowName: workflow.row.name,
    ...definition,
    declared,
    paused: false,
    nextTime: parseExpression(definition.expression, definition.timezone, step.now).next(step.now),
    lastTime: null,
    version: step.event.offset,
    createTime: step.now,
  }
  return storeSchedule(step, row)
}

function isAsDefined(schedule: ScheduleRow, { catchUp, overlap, parameters }: ScheduleDefinition): boolean {
  if (schedule.catchUp !== catchUp || schedule.overlap !== overlap) return false
  return JSON.stringify(schedule.parameters) === JSON.stringify(parameters)
}

function nextTimeOf(schedule: ScheduleRow, now: number): number | null {
  return parseExpression(schedule.expression, schedule.timezone, schedule.createTime).next(now)
}

/** Of a workflow. */
export function schedulesOf({ schedules }: World, workflow: WorkflowLane): ScheduleRow[] {
  return [...schedules.values()].filter((schedule) => schedule.workflowId === workflow.row.id)
}

function findSchedule(step: Step, workflow: WorkflowLane, name: string): ScheduleRow | undefined {
  return schedulesOf(step.world, workflow).find((schedule) => schedule.name === name)
}

function requireSchedule(step: Step, request: NamedOfWorkflow & Versioned): ScheduleRow {
  const schedule = findSchedule(step, requireWorkflow(step, request.namespace, request.workflow), request.name)
  if (schedule !== undefined) {
    requireVersion(`The schedule "${request.name}"`, schedule.version, request)
    return schedule
  }
  throw new AIFlowError('SCHEDULE_NOT_FOUND', `The workflow "${request.workflow}" has no schedule "${request.name}".`, {
    details: { namespace: request.namespace, workflow: request.workflow, schedule: request.name },
  })
}

function resource(row: ScheduleRow): Json {
  return row
}
