import type { Role } from '@aiflow/sdk/internal/api/server'
import { AIFlowError } from '@aiflow/sdk/internal/errors'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Access } from '../access/access.ts'
import { hasRole, type Identity, nameOf } from '../access/identity.ts'
import type { RateLimits } from '../access/rate-limits.ts'
import { checkRequestOrigin, checkSamePage } from '../access/request-origin.ts'
import type { ReadStorage } from '../storage/storage.ts'
import { checkScope, type RouteScope } from './route-scope.ts'

/** Who may use a route: everyone, tokens of a role and above, running tasks, or both of these. */
export type RouteAccess = 'public' | 'task' | Role | 'viewer|task' | 'operator|task'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** `admin` where it is not said. */
    access?: RouteAccess
    /** Where the namespace stands that a request is about; `all`, for tokens of all namespaces, where it is not said. */
    scope?: RouteScope
  }
  interface FastifyRequest {
    identity: Identity | null
  }
}

export interface GuardOptions {
  readonly access: Access
  readonly rates: RateLimits
  readonly ownNames: readonly string[]
  readonly storage: Pick<ReadStorage, 'findNamespaceOf' | 'listEvents'>
}

/** Stands before every route: the one place that knows roles and namespaces. */
export function guardRoutes(app: FastifyInstance, { access, rates, ownNames, storage }: GuardOptions): void {
  app.decorateRequest('identity', null)
  app.addHook('onRequest', (request, _reply, done) => {
    try {
      const { host, origin, authorization, cookie } = request.headers
      checkRequestOrigin({ method: request.method, host, origin }, ownNames)
      const wanted = request.routeOptions.config.access ?? 'admin'
      if (wanted !== 'public' && !request.is404) {
        request.identity = rates.admit(request.ip, () => access.identifyCaller({ authorization, cookie }))
        if (authorization === undefined) checkSamePage(request)
        checkAccess(request, wanted)
      }
      done()
    } catch (error) {
      done(error instanceof Error ? error : new Error(String(error)))
    }
  })
  // After the body was read, since it may say which namespace the request is about.
  app.addHook('preValidation', async (request) => {
    const { identity } = request
    if (identity?.type !== 'token' || identity.namespaces === null) return
    await checkScope(request, { scope: request.routeOptions.config.scope ?? 'all', identity, storage })
  })
}

function checkAccess(request: FastifyRequest, wanted: Exclude<RouteAccess, 'public'>): void {
  const { identity } = request
  if (identity === null) throw new Error('a request was let in without an identity')
  const [first = 'admin', second] = wanted.split('|') as (Role | 'task')[]
  if (identity.type === 'task') {
    if (first === 'task' || second === 'task' || isOfOwnExecution(request, first)) return
    throw taskMayNot(identity)
  }
  if (first === 'task') {
    throw new AIFlowError('FORBIDDEN', 'This is for running tasks only. Use the token of the task.')
  }
  if (hasRole(identity, first)) return
  const message = `The token "${identity.name}" has the role "${identity.role}"; this needs "${first}". Use another token.`
  throw new AIFlowError('FORBIDDEN', message, { details: { role: identity.role, needed: first } })
}

/** A task may look at its own execution, start and stop the tasks of it, and stop or pause it, as an operator may. */
function isOfOwnExecution({ identity, params, routeOptions, method }: FastifyRequest, role: Role | 'task'): boolean {
  if (identity?.type !== 'task' || routeOptions.config.scope !== 'execution' || method === 'DELETE') return false
  const { id } = params as { id?: string }
  return (role === 'viewer' || role === 'operator') && id === String(identity.task.workflowExecutionId)
}

function taskMayNot(identity: Identity): AIFlowError {
  const message =
    `The task ${nameOf(identity)} may not do this: the token of a task is for the events of its namespace and for its own ` +
    'workflow execution. Send an event that a trigger waits for, or give the task a token in AIFLOW_TOKEN.'
  return new AIFlowError('FORBIDDEN', message)
}
