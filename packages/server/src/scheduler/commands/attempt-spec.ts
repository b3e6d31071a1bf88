import { hasSecrets } from '@aiflow/sdk/internal/worker-protocol'
import type { TaskIdentity } from '../../log/token-directory.ts'
import type { SpecToSend } from '../../log/worker-port.ts'
import type { TaskExecutionRow } from '../../storage/rows.ts'
import { stopsOutsideWork } from '../tasks/outside-work.ts'
import type { TaskSlot } from '../world/execution-lane.ts'
import { isAlone } from '../world/slot-kind.ts'

/** What code may read of its execution. Specs that are made between two changes share it. */
type Surroundings = Pick<SpecToSend, 'states' | 'statusSnapshot'>

/** Commands read neither states nor statuses. */
const OF_COMMANDS: Surroundings = Object.freeze({})

/** Makes specs from the current state. */
export class SpecMaker {
  readonly #tokens: { issue(storeId: string, attemptId: string): string }
  readonly #storeId: string

  constructor(tokens: { issue(storeId: string, attemptId: string): string }, storeId: string) {
    this.#tokens = tokens
    this.#storeId = storeId
  }

  /** What the worker needs to run the current attempt of a task execution. */
  specOf(slot: TaskSlot, row: TaskExecutionRow): SpecToSend {
    return attemptSpecOf(slot, row, {
      token: this.#tokens.issue(this.#storeId, row.attemptId ?? ''),
      surroundings: surroundingsOf(slot),
    })
  }
}

function surroundingsOf({ lane, task }: TaskSlot): Surroundings {
  if (task.operator.type !== 'code') return OF_COMMANDS
  return { states: lane.states.named, statusSnapshot: lane.statusSnapshot() }
}

function attemptSpecOf(
  { lane, task, item }: TaskSlot,
  row: TaskExecutionRow,
  { token, surroundings }: { readonly token: string; readonly surroundings: Surroundings },
): SpecToSend {
  if (row.attemptId === null) throw new Error(`task execution ${row.id} has no attempt to run`)
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
    operator: operatorOf(task, row),
    trigger: row.trigger,
    ...(item === null ? {} : { item: { index: item.index, value: item.map.list[item.index] ?? null } }),
    parameters: item === null ? lane.execution.parameters : item.map.given.parameters,
    schedule: row.trigger.schedule ?? lane.execution.schedule,
    timeoutSeconds: task.timeoutSeconds ?? null,
    livenessSeconds: task.livenessSeconds ?? null,
    stopTimeoutSeconds: task.stopTimeoutSeconds,
    graceSeconds: task.graceSeconds,
    handle: row.handle,
    ...surroundings,
    ...(task.secrets === undefined ? {} : { secrets: task.secrets }),
    ...(task.connections === undefined ? {} : { connections: task.connections }),
    requestId: row.requestId ?? null,
    token,
    bootId: row.bootId ?? '',
    ...(stopsOutsideWork(row) ? { purpose: 'stopOutside' as const } : {}),
  }
}

/**
 * Throws an Error for a task that has no attempts. A task that may have ended the process that it shared with others gets one to
 * itself, and so does one with secrets or connections.
 */
function operatorOf({ operator, ...task }: TaskSlot['task'], row: TaskExecutionRow): SpecToSend['operator'] {
  if (operator.type === 'approval' || operator.type === 'workflow') {
    throw new Error(`task execution ${row.id} has no attempts: it is of the type "${operator.type}"`)
  }
  return operator.type === 'code' && (isAlone(row) || hasSecrets(task))
    ? { ...operator, isolation: 'process' }
    : operator
}

export function taskIdentityOf({ lane }: TaskSlot, row: TaskExecutionRow): TaskIdentity {
  return {
    attemptId: row.attemptId ?? '',
    namespace: lane.execution.namespace,
    workflowName: lane.execution.workflowName,
    workflowExecutionId: lane.execution.id,
    taskName: row.taskName,
    sequenceNumber: row.sequenceNumber,
  }
}
