import { AIFlowError, type ParsedNewEvent, RESERVED_KEY_PREFIX } from '@aiflow/sdk/internal'
import { type Identity, nameOf } from '../access/identity.ts'
import type { NewUserEvent, TaskIdentity } from '../log/ring-port.ts'
import type { StoredEvent } from '../storage/rows.ts'

const DEFAULT_NAMESPACE = 'default'

/** The sender of what a task sends, and the way its execution is printed. */
function senderOf(identity: Identity | null): string | null {
  return identity?.type === 'task' ? nameOf(identity) : null
}

/** An event as its sender may send it. Throws `RESERVED_KEY` or `SEND_REFUSED`. */
export function toUserEvent(event: ParsedNewEvent, identity: Identity | null): NewUserEvent {
  if (event.key.startsWith(RESERVED_KEY_PREFIX)) {
    const message = `The key "${event.key}" begins with "${RESERVED_KEY_PREFIX}", which only the system uses. Choose another key.`
    throw new AIFlowError('RESERVED_KEY', message, { details: { key: event.key } })
  }
  const { key, value, context, workflowExecutionId, idempotencyKey = null } = event
  if (identity?.type !== 'task') {
    const { namespace = DEFAULT_NAMESPACE, sender } = event
    return { namespace, key, value, sender, context, workflowExecutionId, idempotencyKey }
  }
  checkTaskMaySend(event, identity.task)
  const { namespace } = identity.task
  const sender = senderOf(identity)
  return { namespace, key, value, sender, context, workflowExecutionId, idempotencyKey, sentBy: identity.task }
}

/** Whether a task may see an event of its namespace: one for all, or for its own workflow execution. */
export function isVisibleTo(identity: Identity | null, event: StoredEvent): boolean {
  if (identity?.type !== 'task') return true
  return event.workflowExecutionId === null || event.workflowExecutionId === identity.task.workflowExecutionId
}

/** The namespace that a reader is held to. Throws `FORBIDDEN` where a task asks for another than its own. */
export function namespaceFor(identity: Identity | null, asked: string | undefined): string | undefined {
  if (identity?.type !== 'task') return asked
  const { namespace } = identity.task
  if (asked === undefined || asked === namespace) return namespace
  throw new AIFlowError('FORBIDDEN', `A task of the namespace "${namespace}" may not read events of "${asked}".`)
}

function checkTaskMaySend(event: ParsedNewEvent, task: TaskIdentity): void {
  const { namespace, workflowExecutionId } = event
  if (namespace !== undefined && namespace !== task.namespace) {
    const message = `A task of the namespace "${task.namespace}" may not send events to "${namespace}".`
    throw new AIFlowError('SEND_REFUSED', message, { details: { namespace } })
  }
  if (workflowExecutionId !== null && workflowExecutionId !== task.workflowExecutionId) {
    const message = `A task of the workflow execution ${task.workflowExecutionId} may not send events to the workflow execution ${workflowExecutionId}. Send it to the namespace instead.`
    throw new AIFlowError('SEND_REFUSED', message, { details: { workflowExecutionId } })
  }
}
