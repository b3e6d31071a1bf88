import type { Role } from '@aiflow/sdk/internal/api/server'
import { taskPrincipal, tokenPrincipal } from '@aiflow/sdk/internal/model'
import type { TaskIdentity } from '../log/token-directory.ts'

/** Who sends a request: the holder of a token of this server, or a running task. */
export type Identity = TokenIdentity | { readonly type: 'task'; readonly task: TaskIdentity }

export interface TokenIdentity {
  readonly type: 'token'
  readonly name: string
  readonly role: Role
  /** Null: all namespaces. */
  readonly namespaces: readonly string[] | null
}

const RANK: Readonly<Record<Role, number>> = Object.freeze({ viewer: 0, operator: 1, author: 2, admin: 3 })

/** Each role may do everything that the roles before it may do. */
export function hasRole({ role }: TokenIdentity, wanted: Role): boolean {
  return RANK[role] >= RANK[wanted]
}

/** The namespaces that an identity may see; null: all of them. */
export function namespacesOf(identity: Identity | null): readonly string[] | null {
  if (identity === null) return []
  return identity.type === 'token' ? identity.namespaces : [identity.task.namespace]
}

/** An identity in the form that events keep. */
export function principalOf(identity: Identity): string {
  return identity.type === 'token' ? tokenPrincipal(identity.name) : taskPrincipal(nameOf(identity))
}

/** The name of an identity in the log. */
export function nameOf(identity: Identity): string {
  if (identity.type === 'token') return identity.name
  const { workflowExecutionId, taskName, sequenceNumber } = identity.task
  return `${workflowExecutionId}/${taskName}/${sequenceNumber}`
}
