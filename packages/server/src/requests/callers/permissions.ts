import type { Role } from '@aiflow/sdk/internal/api/server'
import { AIFlowError } from '@aiflow/sdk/internal/errors'
import { hasRole, type Identity, nameOf } from '../../access/identity.ts'

/** Who may make a request: tokens from a role upwards, running tasks, or both. */
export type Permission = 'task' | Role | 'viewer|task' | 'operator|task'

/**
 * Throws `FORBIDDEN`. `execution` is the id of the workflow execution that the request reads or changes, if any. A task
 * may read its own execution, start and stop its tasks, and stop or pause it, like an operator.
 */
export function checkPermission(identity: Identity, wanted: Permission, execution?: string): void {
  const [first = 'admin', second] = wanted.split('|') as (Role | 'task')[]
  if (identity.type === 'task') {
    const isOwn = execution === String(identity.task.workflowExecutionId)
    if (first === 'task' || second === 'task') return
    if (isOwn && (first === 'viewer' || first === 'operator')) return
    throw taskMayNot(identity)
  }
  if (first === 'task') {
    throw new AIFlowError('FORBIDDEN', 'This is for running tasks only. Use the token of the task.')
  }
  if (hasRole(identity, first)) return
  const message = `The token "${identity.name}" has the role "${identity.role}"; this needs "${first}". Use another token.`
  throw new AIFlowError('FORBIDDEN', message, { details: { role: identity.role, needed: first } })
}

function taskMayNot(identity: Identity): AIFlowError {
  const message =
    `The task ${nameOf(identity)} may not do this: the token of a task is for the events of its namespace and for its own ` +
    'workflow execution. Send an event that a trigger waits for, or give the task a token in AIFLOW_TOKEN.'
  return new AIFlowError('FORBIDDEN', message)
}
