import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Access } from '../../access/access.ts'
import type { Identity } from '../../access/identity.ts'
import type { RateLimits } from '../../access/rate-limits.ts'
import { checkRequestOrigin, checkSamePage } from '../../access/request-origin.ts'
import { checkPermission, type Permission } from '../../requests/callers/permissions.ts'
import { isNarrow } from '../../requests/callers/scopes.ts'
import type { ReadStorage } from '../../storage/reads/read-storage.ts'
import { checkScope, type RouteScope } from './route-scope.ts'

/** Who may use a route: everyone, or callers with a permission. */
export type RouteAccess = 'public' | Permission

declare module 'fastify' {
  interface FastifyContextConfig {
    /** `admin` by default. */
    access?: RouteAccess
    /** Where the namespace of a request is found. The default, `all`, requires a token for all namespaces. */
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
  readonly storage: Pick<ReadStorage, 'namespaces' | 'events'>
}

/** Runs before every route: the one place that checks roles and namespaces. */
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
  // The check follows the parsing of the body, since the body may name the namespace.
  app.addHook('preValidation', (request, _reply, done) => {
    // A promise for each request would cost more than the check, which few callers need.
    if (!isNarrow(request.identity)) return done()
    return checkScope(request, request.routeOptions.config.scope ?? 'all', storage)
  })
}

function checkAccess({ identity, params, routeOptions, method }: FastifyRequest, wanted: Permission): void {
  if (identity === null) throw new Error('a request was let in without an identity')
  // A task may not delete its own execution.
  const isOfExecution = routeOptions.config.scope === 'execution' && method !== 'DELETE'
  checkPermission(identity, wanted, isOfExecution ? (params as { id?: string }).id : undefined)
}
