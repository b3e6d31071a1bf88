import { AIFlowError } from '@aiflow/sdk/internal/errors'
import type { Versioned } from '../../log/control.ts'
import { workflowNotFound } from '../../log/not-found.ts'
import type { NamespaceRow } from '../../storage/rows.ts'
import type { Step } from '../step.ts'
import type { ExecutionLane, TaskSlot } from '../world/execution-lane.ts'
import type { WorkflowLane } from '../world/workflow-lane.ts'

/** Maximum number of tasks that a message names. */
const MAX_NAMED = 50

export function requireNamespace(step: Step, name: string): NamespaceRow {
  const row = step.world.namespaces.get(name)
  if (row !== undefined) return row
  const message = `There is no namespace "${name}". Add it, or look at the list of namespaces.`
  throw new AIFlowError('NAMESPACE_NOT_FOUND', message, { details: { namespace: name } })
}

export function requireWorkflow(step: Step, namespace: string, name: string): WorkflowLane {
  const workflow = step.world.findWorkflow(namespace, name)
  if (workflow !== undefined) return workflow
  step.world.setAside.require('workflows', `${namespace}/${name}`)
  throw workflowNotFound(namespace, name)
}

/** Throws `WORKFLOW_DISABLED`. */
export function requireEnabled({ row: { enabled, namespace, name } }: WorkflowLane): void {
  if (enabled) return
  const message = `The workflow "${name}" is disabled. Enable it first.`
  throw new AIFlowError('WORKFLOW_DISABLED', message, { details: { namespace, workflow: name } })
}

/** Throws `VERSION_MISMATCH` if somebody has changed it since it was read. */
export function requireVersion(what: string, version: number, { ifVersion }: Versioned): void {
  if (ifVersion === undefined || ifVersion === version) return
  throw new AIFlowError(
    'VERSION_MISMATCH',
    `${what} was changed since you read it: it is at version ${version}, not ${ifVersion}. Read it again, then decide.`,
    { details: { version, expected: ifVersion } },
  )
}

export function requireExecution(step: Step, workflowExecutionId: number): ExecutionLane {
  const lane = step.world.executions.get(workflowExecutionId)
  if (lane !== undefined) return lane
  step.world.setAside.requireExecution(workflowExecutionId)
  const isKnown = workflowExecutionId <= step.world.counters.workflowExecution && workflowExecutionId > 0
  if (!isKnown) throw executionNotFound(workflowExecutionId)
  throw new AIFlowError('EXECUTION_ENDED', `The workflow execution ${workflowExecutionId} has ended.`, {
    details: { workflowExecutionId },
  })
}

/** Throws `EXECUTION_STOPPING`; `advice` says what that means for the request. */
export function requireNotStopping({ phase, execution: { id } }: ExecutionLane, advice: string): void {
  if (phase !== 'stopping') return
  throw new AIFlowError('EXECUTION_STOPPING', `The workflow execution ${id} is being stopped. ${advice}`, {
    details: { workflowExecutionId: id },
  })
}

export function executionNotFound(workflowExecutionId: number): AIFlowError {
  const message = `There is no workflow execution ${workflowExecutionId}. Look at the list of workflow executions.`
  return new AIFlowError('WORKFLOW_EXECUTION_NOT_FOUND', message, { details: { workflowExecutionId } })
}

export function requireTask(lane: ExecutionLane, task: string): TaskSlot {
  const { tasks } = lane.plan
  if (tasks.has(task)) return lane.slot(task)
  const { workflowName, id } = lane.execution
  throw new AIFlowError(
    'TASK_NOT_FOUND',
    `The workflow "${workflowName}" (execution ${id}) has no task "${task}". It has: ${namesOf(tasks)}.`,
    { details: { workflowExecutionId: id, task } },
  )
}

function namesOf(tasks: ExecutionLane['plan']['tasks']): string {
  const named = [...tasks.keys()].slice(0, MAX_NAMED).join(', ')
  return tasks.size <= MAX_NAMED ? named : `${named} and ${tasks.size - MAX_NAMED} more`
}

export function alreadyExists(what: string, name: string, workflow: string): AIFlowError {
  return new AIFlowError(
    'ALREADY_EXISTS',
    `The workflow "${workflow}" already has a ${what} "${name}". Choose another name.`,
    {
      details: { workflow, name },
    },
  )
}

/** Throws `INVALID_ARGUMENT` if the limit is reached. */
export function requirePlace(
  what: string,
  count: number,
  { max, advice = 'Delete one first.' }: { readonly max: number; readonly advice?: string },
): void {
  if (count < max) return
  const message = `There are already ${count} ${what}, which is the limit. ${advice}`
  throw new AIFlowError('INVALID_ARGUMENT', message, { details: { count, max } })
}
