import { workerPrincipal } from '@aiflow/sdk/internal/model'
import type { ControlRequest } from '../../log/control.ts'
import type { RequestOptions } from '../../log/controls.ts'
import type { NewUserEvent } from '../../log/event-log.ts'
import type { EventDraft } from '../batch.ts'
import { namespaceOfOwner, type TimerOwner, timerOwnerOf } from '../executions/timer-owner.ts'
import type { EventReport } from '../tasks/reports.ts'
import type { World } from '../world/world.ts'

/**
 * Takes the place of the namespace for requests without one, such as the creation of a token. No namespace can have
 * this name.
 */
const ALL_NAMESPACES = '*'

/** How the log stores what comes through each door. */

/** An event of a task lies one deeper than the cause of the task. */
export function userDraft(world: World, event: NewUserEvent): EventDraft {
  const {
    namespace,
    key,
    value,
    sender,
    principal = null,
    context,
    workflowExecutionId,
    idempotencyKey,
    requestId,
  } = event
  return {
    kind: 'user',
    namespace,
    key,
    value,
    sender,
    principal,
    context,
    workflowExecutionId,
    idempotencyKey,
    requestId,
    causeOffset: null,
    depth: depthOfTask(world, event.sentBy),
  }
}

export interface RequestedBy extends RequestOptions {
  readonly sender: string | null
}

export function controlDraft(
  world: World,
  request: ControlRequest,
  { sender, principal = null, requestId, aside, sentBy }: RequestedBy,
): EventDraft {
  const workflowExecutionId = 'workflowExecutionId' in request ? request.workflowExecutionId : null
  const namespace = namespaceOfRequest(request) ?? namespaceOf(world, workflowExecutionId) ?? ALL_NAMESPACES
  return {
    ...SYSTEM,
    kind: 'control',
    namespace,
    key: `aiflow/control/${request.type}`,
    value: JSON.stringify(request),
    sender,
    principal,
    depth: depthOfTask(world, sentBy),
    context: requestId === undefined ? null : JSON.stringify({ requestId }),
    requestId,
    aside,
    workflowExecutionId,
  }
}

/** Null if the report no longer counts. */
export function reportDraft(world: World, workerId: string, report: EventReport): EventDraft | null {
  const slot = world.attempts.find(report.attemptId)
  if (slot === undefined) return null
  const { namespace, id } = slot.lane.execution
  const requestId = slot.latest?.requestId
  const value = JSON.stringify({ workerId, report })
  return {
    ...SYSTEM,
    kind: 'report',
    namespace,
    key: `aiflow/report/${report.type}`,
    value,
    sender: workerId,
    principal: workerPrincipal(workerId),
    requestId,
    depth: slot.depth + 1,
    workflowExecutionId: id,
  }
}

/** Null if the firing is no longer due. */
export function timerDraft(world: World, timerId: string, dueTime: number): EventDraft | null {
  if (world.timers.get(timerId) !== dueTime) return null
  const owner = timerOwnerOf(world, timerId)
  const workflowExecutionId = executionOfOwner(owner)
  const namespace = (owner === null ? undefined : namespaceOfOwner(world, owner)) ?? ALL_NAMESPACES
  const value = JSON.stringify({ timerId, dueTime })
  return { ...SYSTEM, kind: 'timer', namespace, key: 'aiflow/timer', value, sender: null, workflowExecutionId }
}

function executionOfOwner(owner: TimerOwner | null): number | null {
  if (owner?.type === 'execution') return owner.timer.workflowExecutionId
  return owner?.type === 'rule' ? owner.lane.place.workflowExecutionId : null
}

/** Undefined if the request belongs to no namespace, or is about an execution. */
export function namespaceOfRequest(request: ControlRequest): string | undefined {
  if (request.type === 'upload') return request.definitions[0]?.definition.namespace
  return 'namespace' in request ? request.namespace : undefined
}

function namespaceOf(world: World, workflowExecutionId: number | null): string | undefined {
  const id = workflowExecutionId ?? 0
  return world.executions.get(id)?.execution.namespace ?? world.endedToDelete.get(id)
}

function depthOfTask(world: World, task: NewUserEvent['sentBy']): number {
  if (task === undefined) return 0
  const lane = world.executions.get(task.workflowExecutionId)
  return lane === undefined || !lane.plan.tasks.has(task.taskName) ? 0 : lane.slot(task.taskName).depth + 1
}

const SYSTEM = { principal: null, context: null, idempotencyKey: null, causeOffset: null, depth: 0 } as const
