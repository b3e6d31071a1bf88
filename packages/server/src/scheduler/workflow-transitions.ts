import { isAlive, type Trigger, type WorkflowStatus } from '@aiflow/sdk/internal'
import { parseExpression } from '../calendar/expression.ts'
import type { Parameters } from '../parameters/parameter-schema.ts'
import type { WorkflowExecutionRow } from '../storage/rows.ts'
import type { ExecutionLane, TaskSlot } from './execution-lane.ts'
import type { Step } from './step.ts'
import { createTaskExecution, periodicTimerId, setPendingStarts, stopTask } from './task-transitions.ts'
import type { WorkflowLane } from './workflow-lane.ts'

/**
 * Creates a workflow execution from the newest snapshot and starts the tasks that no rule starts. `parameters` have been
 * checked, their defaults are filled.
 */
export function startExecution(
  step: Step,
  workflow: WorkflowLane,
  trigger: Trigger,
  parameters: Parameters,
): ExecutionLane {
  const execution: WorkflowExecutionRow = {
    id: ++step.world.counters.workflowExecution,
    workflowId: workflow.row.id,
    namespace: workflow.row.namespace,
    workflowName: workflow.row.name,
    snapshotHash: workflow.plan.hash,
    type: trigger.type,
    status: 'RUNNING',
    stopping: false,
    paused: false,
    trigger,
    parameters,
    beginTime: step.now,
    endTime: null,
  }
  const lane = step.world.addExecution({ execution, taskExecutions: [], taskMemories: [], states: [], inbox: [] })
  step.changes.workflowExecutions.set(execution.id, execution)
  step.recordWorkflowStatus(lane, 'RUNNING', null)
  for (const task of lane.plan.initialTasks) {
    createTaskExecution(step, lane, lane.slot(task.name), {
      type: trigger.type,
      rule: null,
      events: trigger.events,
      outputs: {},
    })
  }
  setPeriodicTimers(step, lane)
  return lane
}

/** Makes an ended execution live again, so that a task can be started in it by hand. */
export function reopenExecution(step: Step, lane: ExecutionLane): void {
  changeExecution(step, lane, { stopping: false, paused: false, endTime: null }, 'RUNNING')
  setPeriodicTimers(step, lane)
}

/** From here on every start is refused; what lives is stopped, what waits is dropped. */
export function stopExecution(step: Step, lane: ExecutionLane): void {
  replaceRow(step, lane, { stopping: true })
  for (const slot of lane.tasks.values()) {
    setPendingStarts(step, lane, slot, [])
    const status = slot.latest?.status
    if (status === undefined || !isAlive(status) || status === 'STOPPING') continue
    stopTask(step, lane, slot, status === 'INIT' || status === 'RETRYING')
  }
  clearPeriodicTimers(step, lane)
  step.touched.add(lane)
}

export function setPaused(step: Step, lane: ExecutionLane, paused: boolean): void {
  replaceRow(step, lane, { paused })
}

/** Ends the execution if nothing is alive and nothing can follow by itself; one that has ended leaves the memory. */
export function endIfDone(step: Step, lane: ExecutionLane): void {
  if (lane.phase === 'ended') return step.world.removeExecution(lane)
  if (lane.aliveTasks > 0) return
  if (lane.phase === 'open' && mayContinue(lane)) return
  clearPeriodicTimers(step, lane)
  dropInbox(step, lane)
  changeExecution(step, lane, { endTime: step.now }, finalStatus(lane))
}

/** What waited has nothing left to wait for; who asked for something is told. */
function dropInbox(step: Step, lane: ExecutionLane): void {
  const { id } = lane.execution
  const error = {
    code: 'EXECUTION_ENDED',
    message: `The workflow execution ${id} has ended.`,
    details: { workflowExecutionId: id },
  }
  for (const entry of lane.inbox.splice(0)) {
    step.changes.removeFromInbox(entry)
    if (entry.event.kind !== 'control') continue
    step.changes.controlResults.push({ offset: entry.offset, result: { ok: false, error } })
  }
}

function mayContinue(lane: ExecutionLane): boolean {
  if (lane.plan.definition.lifetime === 'untilStopped') return true
  if (lane.inbox.length > 0 || lane.plan.periodicTasks.length > 0) return true
  return lane.plan.tasksAwaitingEvents.some((task) => lane.slot(task.name).latest === null)
}

function finalStatus(lane: ExecutionLane): WorkflowStatus {
  if (lane.execution.stopping) return 'STOPPED'
  const hasFailed = (slot: TaskSlot): boolean =>
    slot.latest?.status === 'FAILED' && lane.plan.tasks.get(slot.name)?.allowFailure !== true
  return [...lane.tasks.values()].some(hasFailed) ? 'FAILED' : 'SUCCESS'
}

function setPeriodicTimers(step: Step, lane: ExecutionLane): void {
  for (const task of lane.plan.periodicTasks) {
    const calendar = parseExpression(task.periodicExpression ?? '', task.timezone ?? 'UTC', lane.execution.beginTime)
    step.setTimer(periodicTimerId(lane.execution.id, task.name), calendar.next(step.now))
  }
}

function clearPeriodicTimers(step: Step, lane: ExecutionLane): void {
  for (const task of lane.plan.periodicTasks) step.setTimer(periodicTimerId(lane.execution.id, task.name), null)
}

function changeExecution(
  step: Step,
  lane: ExecutionLane,
  patch: Partial<WorkflowExecutionRow>,
  status: WorkflowStatus,
): void {
  const from = lane.execution.status
  replaceRow(step, lane, { ...patch, status })
  step.recordWorkflowStatus(lane, status, from)
}

function replaceRow(step: Step, lane: ExecutionLane, patch: Partial<WorkflowExecutionRow>): void {
  lane.execution = { ...lane.execution, ...patch }
  step.changes.workflowExecutions.set(lane.execution.id, lane.execution)
}
