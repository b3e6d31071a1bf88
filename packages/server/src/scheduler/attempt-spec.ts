import type { AttemptSpec } from '@aiflow/sdk/internal'
import type { TaskIdentity } from '../log/ring-port.ts'
import type { TaskExecutionRow } from '../storage/rows.ts'
import type { ExecutionLane } from './execution-lane.ts'
import { namedStatesOf } from './named-states.ts'
import { stopsOutsideWork } from './outside-work.ts'

/** What the worker gets to run the current attempt of a task execution. */
export function attemptSpecOf(lane: ExecutionLane, row: TaskExecutionRow, token: string): AttemptSpec {
  const task = lane.plan.tasks.get(row.taskName)
  if (task === undefined || row.attemptId === null) throw new Error(`task execution ${row.id} has no attempt to run`)
  return {
    attemptId: row.attemptId,
    attemptNumber: row.attemptNumber,
    namespace: lane.execution.namespace,
    workflowName: lane.execution.workflowName,
    workflowExecutionId: lane.execution.id,
    taskExecutionId: row.id,
    taskName: row.taskName,
    sequenceNumber: row.sequenceNumber,
    snapshotHash: lane.execution.snapshotHash,
    operator: task.operator,
    trigger: row.trigger,
    parameters: lane.execution.parameters,
    timeoutSeconds: task.timeoutSeconds ?? null,
    livenessSeconds: task.livenessSeconds ?? null,
    stopTimeoutSeconds: task.stopTimeoutSeconds,
    graceSeconds: task.graceSeconds,
    handle: row.handle,
    states: namedStatesOf(lane.states),
    taskStatuses: lane.taskStatuses(),
    requestId: row.requestId ?? null,
    token,
    bootId: row.bootId ?? '',
    ...(stopsOutsideWork(row) ? { purpose: 'stopOutside' as const } : {}),
  }
}

export function taskIdentityOf(lane: ExecutionLane, row: TaskExecutionRow): TaskIdentity {
  return {
    attemptId: row.attemptId ?? '',
    namespace: lane.execution.namespace,
    workflowName: lane.execution.workflowName,
    workflowExecutionId: lane.execution.id,
    taskName: row.taskName,
    sequenceNumber: row.sequenceNumber,
  }
}
