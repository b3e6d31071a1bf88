import { randomUUID } from 'node:crypto'
import { type Event, ExecutionType } from '@aiflow/sdk/internal/model'
import type { AttemptSpec } from '@aiflow/sdk/internal/worker-protocol'
import { thisMachine } from '../../src/machine/this-machine.ts'

export const SNAPSHOT = 'snapshot-0123456789'

const bootId = thisMachine().bootId

/** An attempt of a bash task. */
export function bashSpec(command: string, changes: Partial<AttemptSpec> = {}): AttemptSpec {
  return spec({ type: 'bash', command, env: {} }, changes)
}

/** An attempt of a Python task. */
export function pythonSpec(
  run: Extract<AttemptSpec['operator'], { type: 'python' }>['run'],
  more: Partial<Extract<AttemptSpec['operator'], { type: 'python' }>> = {},
): AttemptSpec {
  return spec({ type: 'python', run, env: {}, ...more }, {})
}

/** An attempt of the TypeScript task `taskName` of the bundle. */
export function codeSpec(taskName: string, changes: Partial<AttemptSpec> = {}): AttemptSpec {
  return spec({ type: 'code', className: 'FunctionOperator', isolation: 'warm' }, { taskName, ...changes })
}

/** The same, as a task that shares its process with others. */
export function sharedSpec(taskName: string, changes: Partial<AttemptSpec> = {}): AttemptSpec {
  return spec({ type: 'code', className: 'FunctionOperator', isolation: 'shared' }, { taskName, ...changes })
}

function spec(operator: AttemptSpec['operator'], changes: Partial<AttemptSpec>): AttemptSpec {
  const { attemptId = randomUUID() } = changes
  return {
    attemptId,
    attemptNumber: 1,
    namespace: 'default',
    workflowName: 'flow',
    workflowExecutionId: 7,
    taskExecutionId: 11,
    taskName: 'task',
    sequenceNumber: 1,
    snapshotHash: SNAPSHOT,
    operator,
    trigger: { type: ExecutionType.EVENT, rule: 'rule-0', events: [event('key', 'value')], outputs: {} },
    timeoutSeconds: null,
    stopTimeoutSeconds: 2,
    graceSeconds: 1,
    handle: null,
    token: `task.${attemptId}.signature`,
    bootId,
    ...changes,
  }
}

export function event(key: string, value: string | null): Event {
  return {
    offset: 3,
    kind: 'user',
    namespace: 'default',
    key,
    value,
    principal: null,
    sender: null,
    context: null,
    workflowExecutionId: 7,
    createTime: 1,
  }
}
