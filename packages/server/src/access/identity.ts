import type { Role } from '@aiflow/sdk/internal/api/server'
import { taskPrincipal, tokenPrincipal } from '@aiflow/sdk/internal/model'
import type { TaskIdentity } from '../log/token-directory.ts'

/** Who asks: someone with a token of this server, or a running task. */
export type Identity = TokenIdentity | { readonly type: 'task'; readonly task: TaskIdentity }

export interface TokenIdentity {
  readonly type: 'token'
  readonly name: string
  readonly role: Role
  /** Null: all of them. */
  readonly namespaces: readonly string[] | null
}

const RANK: Readonly<Record<Role, number>> = Object.freeze({ viewer: 0, operator: 1, author: 2, admin: 3 })

/** Each role may do all that those before it may. */
export function hasRole({ role }: TokenIdentity, wanted: Role): boolean {
  return RANK[role] >= RANK[wanted]
}

/** Those that someone may see; null: all of them. */
export function namespacesOf(identity: Identity | null): readonly string[] | null {
  if (identity === null) return []
  return identity.type === 'token' ? identity.namespaces : [identity.task.namespace]
}

/** Who someone is, in the form in which events keep it. */
export function principalOf(identity: Identity): string {
  return identity.type === 'token' ? tokenPrincipal(identity.name) : taskPrincipal(nameOf(identity))
}

/** The name that stands for someone in the log. */
export function nameOf(identity: Identity): string {
  if (identity.type === 'token') return identity.name
  const { workflowExecutionId, taskName, sequenceNumber } = identity.task
  return `${workflowExecutionId}/${taskName}/${sequenceNumber}`
}
