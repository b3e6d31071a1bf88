import { isDeepStrictEqual } from 'node:util'
import { AIFlowError } from '@aiflow/sdk/internal/errors'
import type { Json } from '@aiflow/sdk/internal/json'
import { MAX_BACKFILLS } from '@aiflow/sdk/internal/limits'
import { intervalVariables, scheduledTime } from '../../calendar/scheduled-time.ts'
import type { ControlRequest } from '../../log/control.ts'
import { backfillNotFound } from '../../log/not-found.ts'
import { timerId } from '../../model/timer-ids.ts'
import { fillParameters } from '../../parameters/interval-parameters.ts'
import { allTimes, requireTimes } from '../../rules/backfills/all-times.ts'
import { type BackfillSpan, backfillSpan, calendarOf } from '../../rules/backfills/backfill-span.ts'
import type { BackfillRow } from '../../storage/rows.ts'
import { storeBackfill } from '../backfills/backfill-counts.ts'
import { stopBackfill } from '../backfills/stop-backfill.ts'
import { wakeBackfill } from '../backfills/wake-backfills.ts'
import type { Step } from '../step.ts'
import type { WorkflowLane } from '../world/workflow-lane.ts'
import { requireEnabled, requirePlace, requireWorkflow } from './lookup.ts'
import { schedulesOf } from './schedules.ts'

type Request<T extends ControlRequest['type']> = Extract<ControlRequest, { type: T }>

const NO_COUNTS = { left: 0, running: 0, succeeded: 0, failed: 0, stopped: 0, skipped: 0 }

/** Its executions begin in the steps that follow. */
export function startBackfill(step: Step, request: Request<'startBackfill'>): Json {
  const workflow = requireWorkflow(step, request.namespace, request.workflow)
  requireEnabled(workflow)
  const of = { schedules: schedulesOf(step.world, workflow), now: step.now }
  const { parameters: own, ...span } = backfillSpan(request.workflow, request, of)
  const times = countedTimes(step, span)
  requireTimes(span, times)
  const total = times.length
  const row: BackfillRow = {
    ...span,
    id: step.world.counters.backfill + 1,
    workflowId: workflow.row.id,
    namespace: workflow.row.namespace,
    workflowName: workflow.row.name,
    parameters: { ...own, ...request.parameters },
    maxActive: request.maxActive,
    reprocess: request.reprocess,
    status: 'RUNNING',
    paused: false,
    stopping: false,
    total,
    counts: { ...NO_COUNTS, left: total },
    lastTime: null,
    requestOffset: step.event.offset,
    createTime: step.now,
    endTime: null,
  }
  checkFirstParameters(workflow, row, times)
  makePlace(step, workflow)
  step.world.counters.backfill += 1
  const stored = storeBackfill(step, row)
  wakeBackfill(step, stored)
  return stored
}

/** Executions that run go on. */
export function setBackfillPaused(step: Step, request: Request<'setBackfillPaused'>): Json {
  const row = requireLiving(step, request.backfillId)
  if (row.paused === request.paused) return row
  const stored = storeBackfill(step, { ...row, paused: request.paused })
  wakeBackfill(step, stored)
  return stored
}

/** Asking twice is no error; who asked for the executions to finish may still ask for their stop. */
export function stopBackfillByHand(step: Step, request: Request<'stopBackfill'>): Json {
  const row = requireBackfill(step, request.backfillId)
  if (row.endTime !== null) throw ended(row)
  return stopBackfill(step, row, request.executions)
}

/** All of a workflow. */
export function removeBackfills(step: Step, workflow: WorkflowLane): void {
  const { id } = workflow.row
  const { backfills } = step.world
  for (const living of backfills.livingOf(id)) remove(step, id, living.id)
  for (const ended of backfills.endedOf(id)) remove(step, id, ended)
}

/** Counted before; the schedule may have been changed since. */
function countedTimes(step: Step, span: BackfillSpan): readonly number[] {
  const counted = step.event.aside?.times
  return counted !== undefined && isDeepStrictEqual(counted.span, span) ? counted.dueTimes : [...allTimes(span)]
}

/** What can never start an execution is a mistake. */
function checkFirstParameters(workflow: WorkflowLane, row: BackfillRow, [dueTime = row.from]: readonly number[]): void {
  const time = scheduledTime(calendarOf(row), row.schedule, dueTime)
  workflow.plan.parameters.check(fillParameters(row.parameters, intervalVariables(time, row.timezone)))
}

/** The oldest that has ended goes where there are as many as are kept. */
function makePlace(step: Step, { row: { id, name } }: WorkflowLane): void {
  const living = step.world.backfills.livingOf(id).length
  const ended = step.world.backfills.endedOf(id)
  if (living + ended.length < MAX_BACKFILLS) return
  const advice = 'Stop one, or wait until one has ended.'
  if (ended.length === 0)
    requirePlace(`backfills of the workflow "${name}" that have not ended`, living, { max: MAX_BACKFILLS, advice })
  else remove(step, id, Math.min(...ended))
}

function remove(step: Step, workflowId: number, id: number): void {
  step.world.backfills.delete(workflowId, id)
  step.changes.backfills.delete(id)
  step.setTimer(timerId.backfill(id), null)
}

function requireLiving(step: Step, id: number): BackfillRow {
  const row = requireBackfill(step, id)
  if (row.endTime === null && !row.stopping) return row
  throw ended(row)
}

function requireBackfill(step: Step, id: number): BackfillRow {
  const row = step.world.backfills.get(id)
  if (row !== undefined) return row
  step.world.setAside.require('backfills', String(id))
  throw backfillNotFound(id)
}

function ended({ id, stopping, endTime }: BackfillRow): AIFlowError {
  const state = endTime === null && stopping ? 'is being stopped' : 'has ended'
  return new AIFlowError('BACKFILL_ENDED', `The backfill ${id} ${state}. Start another one for what is left.`, {
    details: { backfillId: id },
  })
}
