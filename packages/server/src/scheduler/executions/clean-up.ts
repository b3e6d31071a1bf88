import type { CleanUp } from '@aiflow/sdk/internal/api/executions'
import { DEFAULT_CLEAN_UP_SECONDS } from '@aiflow/sdk/internal/limits'
import { isAlive } from '@aiflow/sdk/internal/model'
import { msOf, timeAfter } from '@aiflow/sdk/internal/time'
import type { Trigger } from '@aiflow/sdk/internal/worker-protocol'
import { timerId } from '../../model/timer-ids.ts'
import { startsByRule } from '../../rules/plan.ts'
import type { TaskExecutionRow } from '../../storage/rows.ts'
import type { Step } from '../step.ts'
import { createTaskExecution, dropPendingStarts, stopTask } from '../tasks/task-transitions.ts'
import type { ExecutionLane, TaskSlot } from '../world/execution-lane.ts'
import { replaceExecution } from './replace-execution.ts'

/*
 * The clean-up of an execution that is stopped: `waiting` until all other tasks are gone, then `running` until its tasks are
 * done (`done`), its time is over (`timedOut`) or somebody ends it (`ended`). While it waits or runs, its tasks may start:
 * by their rules, and as it begins to run, those that no rule starts.
 */

/** What a clean-up begins with; null where the workflow declares none. */
export function newCleanUp({ plan }: ExecutionLane, of: Pick<CleanUp, 'cause' | 'offset'>): CleanUp | null {
  return plan.cleanUpTasks.length === 0 ? null : { status: 'waiting', ...of, until: null, failedTasks: [] }
}

/** Takes the clean-up on as far as it can go; true while the execution has to wait for it. */
export function waitsForCleanUp(step: Step, lane: ExecutionLane): boolean {
  const { cleanUp } = lane.execution
  if (cleanUp == null || !lane.cleansUp) return false
  const alive = livingSlots(lane).length
  if (lane.aliveTasks > alive) return true
  if (cleanUp.status === 'waiting') {
    beginToRun(step, lane, cleanUp)
    return waitsForCleanUp(step, lane)
  }
  if (alive > 0 || lane.inbox.length > 0) return true
  finish(step, lane, 'done')
  return false
}

/** Ends a clean-up before it is done: what lives of it is stopped, and nothing of it starts any more. */
export function endCleanUp(step: Step, lane: ExecutionLane, status: 'timedOut' | 'ended'): void {
  finish(step, lane, status)
  for (const slot of livingSlots(lane)) {
    dropPendingStarts(step, slot)
    const latest = slot.latest?.status
    if (latest === 'STOPPING') continue
    stopTask(step, slot, { now: latest === 'INIT' || latest === 'RETRYING', by: 'execution' })
  }
  step.touched.add(lane)
}

function beginToRun(step: Step, lane: ExecutionLane, cleanUp: CleanUp): void {
  const { cleanUpTimeoutSeconds = DEFAULT_CLEAN_UP_SECONDS } = lane.plan.definition
  const until = timeAfter(step.now, msOf(cleanUpTimeoutSeconds))
  replaceExecution(step, lane, { cleanUp: { ...cleanUp, status: 'running', until } })
  step.setTimer(timerId.cleanUp(lane.execution.id), until)
  for (const task of lane.plan.cleanUpTasks) {
    const slot = lane.slot(task.name)
    if (!startsByRule(task) && !isLiving(slot)) createTaskExecution(step, slot, triggerOf(lane, cleanUp))
  }
}

/** The clean-up gets what the other tasks left, and the event that caused the stop. */
function triggerOf(lane: ExecutionLane, { cause, offset }: CleanUp): Trigger {
  const type = cause === 'request' ? 'MANUAL' : cause === 'timeout' ? 'PERIODIC' : 'EVENT'
  return { type, rule: null, events: [], outputs: Object.fromEntries(lane.outputs), requestOffset: offset }
}

function finish(step: Step, lane: ExecutionLane, status: CleanUp['status']): void {
  const { cleanUp, id } = lane.execution
  if (cleanUp == null) return
  step.setTimer(timerId.cleanUp(id), null)
  const failedTasks = lane.plan.cleanUpTasks
    .map(({ name }) => name)
    .filter((name) => hasFailed(lane.latest(name), cleanUp))
  replaceExecution(step, lane, { cleanUp: { ...cleanUp, status, until: null, failedTasks } })
}

function hasFailed(latest: TaskExecutionRow | null, { offset }: CleanUp): boolean {
  return latest?.status === 'FAILED' && (latest.endOffset ?? 0) > offset
}

function livingSlots(lane: ExecutionLane): TaskSlot[] {
  return lane.plan.cleanUpTasks.map(({ name }) => lane.slot(name)).filter(isLiving)
}

function isLiving({ latest }: TaskSlot): boolean {
  return latest !== null && isAlive(latest.status)
}
