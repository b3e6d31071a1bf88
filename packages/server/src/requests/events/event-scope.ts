import type { ParsedNewEvent } from '@aiflow/sdk/internal/api/events'
import { AIFlowError } from '@aiflow/sdk/internal/errors'
import {
  type EventKind,
  isReservedSender,
  RESERVED_KEY_PREFIX,
  readAs,
  tokenPrincipal,
} from '@aiflow/sdk/internal/model'
import { HOME_TOKEN_NAME } from '../../access/access.ts'
import { hasRole, type Identity, nameOf, principalOf } from '../../access/identity.ts'
import type { NewUserEvent } from '../../log/event-log.ts'
import type { TaskIdentity } from '../../log/token-directory.ts'
import type { EventQuery } from '../../storage/reads/event-reads.ts'
import type { StoredEvent } from '../../storage/rows.ts'

/*
 * Who may read and send which events. Control events contain whole requests, including definitions, so only callers
 * that may read the audit see them. Everyone else sees their effects.
 */

const DEFAULT_NAMESPACE = 'default'
/** The kinds of events that are listed by default. */
const PUBLIC_KINDS: readonly EventKind[] = Object.freeze(['user', 'status'])
const KINDS_WITHOUT_REQUESTS: readonly EventKind[] = Object.freeze(['user', 'status', 'report', 'timer'])

interface AskedFor {
  readonly namespace?: string | undefined
  readonly kind?: EventKind | undefined
  readonly all?: boolean | undefined
}

/**
 * Checks an event and returns it as its sender may send it. Throws `RESERVED_KEY`, `INVALID_ARGUMENT` or
 * `SEND_REFUSED`.
 */
export function toUserEvent(event: ParsedNewEvent, identity: Identity | null): NewUserEvent {
  if (event.key.startsWith(RESERVED_KEY_PREFIX)) {
    const message = `The key "${event.key}" begins with "${RESERVED_KEY_PREFIX}", which only the system uses. Choose another key.`
    throw new AIFlowError('RESERVED_KEY', message, { details: { key: event.key } })
  }
  const { key, value, context, workflowExecutionId, idempotencyKey = null } = event
  const principal = identity === null ? null : principalOf(identity)
  if (identity?.type !== 'task') {
    const { namespace = DEFAULT_NAMESPACE, sender } = event
    checkSender(sender, principal)
    return { namespace, key, value, sender, principal, context, workflowExecutionId, idempotencyKey }
  }
  checkTaskMaySend(event, identity.task)
  const { namespace } = identity.task
  const sender = nameOf(identity)
  return {
    namespace,
    key,
    value,
    sender,
    principal,
    context,
    workflowExecutionId,
    idempotencyKey,
    sentBy: identity.task,
  }
}

/** Limits a query to what the reader may see. Throws `FORBIDDEN`. */
export function readableBy(
  identity: Identity | null,
  { namespace, kind, all = false }: AskedFor,
): Pick<EventQuery, 'namespace' | 'kinds' | 'forExecution'> {
  return {
    namespace: namespaceFor(identity, namespace),
    kinds: kindsFor(identity, kind, all),
    forExecution: identity?.type === 'task' ? identity.task.workflowExecutionId : undefined,
  }
}

/** Whether the caller may read requests, like the audit. */
export function mayReadRequests(identity: Identity | null): boolean {
  return identity?.type === 'token' && hasRole(identity, 'admin')
}

/** Throws `FORBIDDEN` if the event is a request that this reader may not see. */
export function checkReadable({ offset, kind }: StoredEvent, identity: Identity | null): void {
  if (kind !== 'control' || mayReadRequests(identity)) return
  throw requestsForbidden(`Event ${offset} is a request.`)
}

/** Throws `FORBIDDEN` unless the caller made the request itself, or may read requests. */
export function checkOwnRequest(event: StoredEvent, identity: Identity | null): void {
  if (identity !== null && event.principal === principalOf(identity)) return
  checkReadable(event, identity)
}

function kindsFor(identity: Identity | null, kind: EventKind | undefined, all: boolean): readonly string[] | undefined {
  const seesRequests = mayReadRequests(identity)
  if (kind === 'control' && !seesRequests) throw requestsForbidden('Events of the kind "control" are requests.')
  if (kind !== undefined) return [kind]
  if (!all) return PUBLIC_KINDS
  return seesRequests ? undefined : KINDS_WITHOUT_REQUESTS
}

/** Throws `FORBIDDEN` if a task asks for another namespace than its own. */
function namespaceFor(identity: Identity | null, asked: string | undefined): string | undefined {
  if (identity?.type !== 'task') return asked
  const { namespace } = identity.task
  if (asked === undefined || asked === namespace) return namespace
  throw new AIFlowError('FORBIDDEN', `A task of the namespace "${namespace}" may not read events of "${asked}".`)
}

function requestsForbidden(problem: string): AIFlowError {
  const message = `${problem} Only tokens with the role "admin" may read requests, as they may the audit. Use another token.`
  return new AIFlowError('FORBIDDEN', message, { details: { needed: 'admin' } })
}

/** A sender may choose any name, except names that the server gives and names that look like them. */
function checkSender(sender: string | null, principal: string | null): void {
  if (sender === null) return
  const isHome = readAs(sender) === HOME_TOKEN_NAME && principal !== tokenPrincipal(HOME_TOKEN_NAME)
  if (!isHome && !isReservedSender(sender)) return
  const message = `The sender ${JSON.stringify(sender)} is empty or reserved: only the server uses such names. Choose another name, or leave it out.`
  throw new AIFlowError('INVALID_ARGUMENT', message, { details: { sender } })
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
