import type { CleanUp } from '@aiflow/sdk/internal/api/executions'
import { isAlive, type WorkflowStatus } from '@aiflow/sdk/internal/model'
import { msOf, timeAfter } from '@aiflow/sdk/internal/time'
import { parseExpression } from '../../calendar/expression.ts'
import { stateName } from '../../model/state-names.ts'
import { timerId } from '../../model/timer-ids.ts'
import { EMPTY_INBOX } from '../../storage/image.ts'
import type { StoredEvent, TaskExecutionRow, WorkflowExecutionRow } from '../../storage/rows.ts'
import { countExecution } from '../backfills/backfill-counts.ts'
import { tellParent } from '../children/ended-child.ts'
import { clearInbox } from '../judging/inbox-changes.ts'
import { setLaneState } from '../judging/lane-state.ts'
import { clearWakeTimes } from '../judging/wake-times.ts'
import type { Step } from '../step.ts'
import { clipped, type Failure, failureOf } from '../tasks/failure.ts'
import { createTaskExecution, dropPendingStarts, stopTask } from '../tasks/task-transitions.ts'
import type { ExecutionLane, TaskSlot } from '../world/execution-lane.ts'
import type { WorkflowLane } from '../world/workflow-lane.ts'
import { newCleanUp, waitsForCleanUp } from './clean-up.ts'
import { replaceExecution } from './replace-execution.ts'

/** Why an execution is started, and with what. */
type StartedFor = Pick<WorkflowExecutionRow, 'trigger' | 'parameters' | 'schedule'> &
  Partial<Pick<WorkflowExecutionRow, 'backfillId' | 'parent'>>

/** Creates a workflow execution and begins it. `parameters` must be checked, with their defaults filled in. */
export function startExecution(step: Step, workflow: WorkflowLane, of: StartedFor): ExecutionLane {
  const lane = addExecution(step, workflow, { ...of, status: 'RUNNING', waitsFor: null })
  startTasks(step, lane)
  return lane
}

/** Creates a workflow execution that waits for its turn. It starts no task, and is offered no event. */
export function createExecution(
  step: Step,
  workflow: WorkflowLane,
  of: StartedFor & Pick<WorkflowExecutionRow, 'waitsFor'>,
): ExecutionLane {
  return addExecution(step, workflow, { ...of, status: 'INIT' })
}

/** Begins an execution that was waiting for its turn. */
export function beginExecution(step: Step, lane: ExecutionLane): void {
  step.atDepth(lane.depth, () => {
    changeExecution(step, lane, { waitsFor: null }, 'RUNNING')
    step.world.listenToEvents(lane)
    startTasks(step, lane)
  })
}

/** Reopens an ended execution, so that a task can be started in it by hand. */
export function reopenExecution(step: Step, lane: ExecutionLane): void {
  const patch = { stopping: false, paused: false, endTime: null, failureReason: null, cleanUp: null }
  changeExecution(step, lane, patch, 'RUNNING')
  setTimers(step, lane)
}

export type StopCause = CleanUp['cause']

/** Why an execution is stopped. */
interface Stop {
  readonly cause: StopCause
  /** Of the event that stops it; by default of the one whose step this is. */
  readonly offset?: number
  readonly skipsCleanUp?: boolean
}

/** Stops living tasks, drops waiting starts, and from now on refuses every start but those of the clean-up. */
export function stopExecution(step: Step, lane: ExecutionLane, { skipsCleanUp = false, ...stop }: Stop): void {
  step.allowCascadeOf(lane)
  const hasBegun = lane.phase !== 'waiting' && !skipsCleanUp
  const cleanUp = hasBegun ? newCleanUp(lane, { offset: step.event.offset, ...stop }) : null
  replaceExecution(step, lane, { stopping: true, paused: false, waitsFor: null, cleanUp })
  for (const slot of lane.ran()) {
    if (slot.task.onStop && cleanUp !== null) continue
    dropPendingStarts(step, slot)
    const status = slot.latest?.status
    if (status === undefined || !isAlive(status) || status === 'STOPPING') continue
    stopTask(step, slot, { now: status === 'INIT' || status === 'RETRYING', by: 'execution' })
  }
  clearTimers(step, lane)
}

/** Stops an execution whose time limit has passed. It ends as FAILED. */
export function timeOutExecution(step: Step, lane: ExecutionLane): void {
  const failureReason = `It ran longer than its limit of ${lane.plan.definition.timeoutSeconds} s.`
  replaceExecution(step, lane, { failureReason })
  stopExecution(step, lane, { cause: 'timeout' })
}

/** Where the workflow says so, the first failure of a task stops the execution, which ends as FAILED. */
export function stopAtFailure(step: Step, lane: ExecutionLane, { row, offset }: FailedTask): void {
  const task = lane.plan.tasks.get(row.taskName)
  if (lane.phase !== 'open' || lane.plan.definition.onFailure !== 'stop') return
  if (row.status !== 'FAILED' || task === undefined || task.allowFailure || task.onStop) return
  const { outcome } = row
  const why = outcome?.type === 'failed' || outcome?.type === 'lost' ? `: ${clipped(outcome.message)}` : ''
  replaceExecution(step, lane, { failureReason: `The task "${row.taskName}" failed${why}.` })
  stopExecution(step, lane, { cause: 'failure', offset })
}

export interface FailedTask {
  readonly row: TaskExecutionRow
  /** Of the event of its change of status. */
  readonly offset: number
}

export function setPaused(step: Step, lane: ExecutionLane, paused: boolean): void {
  replaceExecution(step, lane, { paused })
  // A waiting execution may have its turn by now.
  if (lane.phase === 'waiting') step.touched.add(lane)
}

/**
 * Ends the execution if nothing is alive and nothing can follow on its own. An execution that has ended leaves the
 * memory. True if it may be another one's turn.
 */
export function endIfDone(step: Step, lane: ExecutionLane): boolean {
  if (lane.phase === 'ended') {
    step.world.removeExecution(lane)
    return false
  }
  if (lane.phase === 'waiting') return true
  if (waitsForCleanUp(step, lane) || lane.aliveTasks > 0) return false
  if (lane.phase === 'open' && mayContinue(lane)) return false
  clearTimers(step, lane)
  dropInbox(step, lane)
  const { event, failure } = changeExecution(step, lane, { endTime: step.now, paused: false }, finalStatus(lane))
  tellParent(step, lane, { event, failure })
  return true
}

/** Empties the inbox; waiting requests are answered with an error. */
function dropInbox(step: Step, lane: ExecutionLane): void {
  const { id } = lane.execution
  const error = {
    code: 'EXECUTION_ENDED',
    message: `The workflow execution ${id} has ended.`,
    details: { workflowExecutionId: id },
  }
  clearInbox(step, lane, error)
}

/** The execution uses the newest snapshot. */
function addExecution(
  step: Step,
  workflow: WorkflowLane,
  {
    trigger,
    parameters,
    schedule,
    backfillId = null,
    parent = null,
    status,
    waitsFor,
  }: StartedFor & Pick<WorkflowExecutionRow, 'status' | 'waitsFor'>,
): ExecutionLane {
  const execution: WorkflowExecutionRow = {
    id: ++step.world.counters.workflowExecution,
    workflowId: workflow.row.id,
    namespace: workflow.row.namespace,
    workflowName: workflow.row.name,
    snapshotHash: workflow.plan.hash,
    type: trigger.type,
    status,
    stopping: false,
    paused: false,
    trigger,
    parameters,
    schedule,
    backfillId,
    parent,
    beginTime: step.now,
    endTime: null,
    waitsFor,
    failureReason: null,
    cleanUp: null,
  }
  const lane = step.world.addExecution({
    execution,
    taskExecutions: [],
    itemLists: [],
    taskMemories: [],
    pendingStarts: [],
    states: [],
    inbox: EMPTY_INBOX,
  })
  step.changes.workflowExecutions.set(execution)
  noteStarter(step, lane)
  step.recordWorkflowStatus(lane, status, { from: null })
  countExecution(step, execution, null)
  return lane
}

/** Where some task must not be answered by who started the execution. Events name who sent them, so only a request is noted. */
function noteStarter(step: Step, lane: ExecutionLane): void {
  if (lane.execution.type !== 'MANUAL' || !lane.plan.asksForStarter) return
  setLaneState(step, lane, stateName.startedBy, step.event.principal)
}

/** Starts the tasks that no rule starts. */
function startTasks(step: Step, lane: ExecutionLane): void {
  const { trigger } = lane.execution
  step.allowCascadeOf(lane)
  for (const task of lane.plan.initialTasks) {
    createTaskExecution(step, lane.slot(task.name), {
      type: trigger.type,
      rule: null,
      events: trigger.events,
      outputs: {},
    })
  }
  setTimers(step, lane)
}

function mayContinue(lane: ExecutionLane): boolean {
  if (lane.plan.definition.lifetime === 'untilStopped') return true
  if (lane.inbox.length > 0 || lane.wakeDepths.size > 0 || lane.plan.periodicTasks.length > 0) return true
  return lane.plan.tasksAwaitingEvents.some(({ name }) => lane.latest(name) === null)
}

function finalStatus(lane: ExecutionLane): WorkflowStatus {
  if (lane.execution.failureReason !== null) return 'FAILED'
  if (lane.execution.stopping) return 'STOPPED'
  const slots = lane.ran()
  if (slots.some(hasFailed)) return 'FAILED'
  return slots.some(wasStoppedByHand) ? 'STOPPED' : 'SUCCESS'
}

/** What a clean-up does, decides nothing. */
function hasFailed({ latest, task }: TaskSlot): boolean {
  return latest?.status === 'FAILED' && !task.allowFailure && !task.onStop
}

/** A stop by a rule belongs to what the workflow does; one that a person or a program asked for ends it early. */
function wasStoppedByHand({ latest, task }: TaskSlot): boolean {
  return latest?.status === 'STOPPED' && latest.stoppedBy === 'request' && !task.onStop
}

function setTimers(step: Step, lane: ExecutionLane): void {
  const { timeoutSeconds } = lane.plan.definition
  if (timeoutSeconds !== undefined) {
    step.setTimer(timerId.timeout(lane.execution.id), timeAfter(step.now, msOf(timeoutSeconds)))
  }
  for (const task of lane.plan.periodicTasks) {
    const calendar = parseExpression(task.periodicExpression ?? '', task.timezone ?? 'UTC', lane.execution.beginTime)
    step.setTimer(timerId.periodic(lane.execution.id, task.name), calendar.next(step.now))
  }
}

function clearTimers(step: Step, lane: ExecutionLane): void {
  clearWakeTimes(step, lane)
  step.setTimer(timerId.timeout(lane.execution.id), null)
  for (const task of lane.plan.periodicTasks) step.setTimer(timerId.periodic(lane.execution.id, task.name), null)
}

function changeExecution(
  step: Step,
  lane: ExecutionLane,
  patch: Partial<WorkflowExecutionRow>,
  status: WorkflowStatus,
): { readonly event: StoredEvent; readonly failure: Failure | null } {
  const from = lane.execution.status
  replaceExecution(step, lane, { ...patch, status })
  const failure = status === 'FAILED' ? failureOfExecution(lane) : null
  const event = step.recordWorkflowStatus(lane, status, { from, failure })
  countExecution(step, lane.execution, from)
  return { event, failure }
}

/** Its own, such as its time limit, and the task that failed first. */
function failureOfExecution(lane: ExecutionLane): Failure {
  const { failureReason, cleanUp } = lane.execution
  const [first] = lane
    .ran()
    .filter(hasFailed)
    .sort((a, b) => endOf(a) - endOf(b))
  const ofTask = { reason: 'failed', error: 'A task failed.', ...failureOf(first?.latest?.outcome ?? null) }
  const isTimeout = failureReason !== null && cleanUp?.cause !== 'failure' && first === undefined
  return {
    ...ofTask,
    ...(first === undefined ? {} : { task: first.name }),
    ...(isTimeout ? { reason: 'timeout' } : {}),
    ...(failureReason === null ? {} : { error: clipped(failureReason) }),
  }
}

function endOf({ latest }: TaskSlot): number {
  return latest?.endOffset ?? 0
}
