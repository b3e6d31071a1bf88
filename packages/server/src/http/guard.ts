import { AIFlowError } from '@aiflow/sdk/internal'
import type { FastifyInstance } from 'fastify'
import type { Access, Identity } from '../access/access.ts'
import { checkRequestOrigin } from '../access/request-origin.ts'

/** Who may use a route: everyone, only people (the default), only tasks, or both. */
type RouteAccess = 'public' | 'admin' | 'task' | 'any'

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: RouteAccess
  }
  interface FastifyRequest {
    identity: Identity | null
  }
}

/** Stands before every route. */
export function guardRoutes(app: FastifyInstance, access: Access, ownNames: readonly string[]): void {
  app.decorateRequest('identity', null)
  app.addHook('onRequest', (request, _reply, done) => {
    try {
      const { host, origin, authorization } = request.headers
      checkRequestOrigin({ method: request.method, host, origin }, ownNames)
      const wanted = request.routeOptions.config.access ?? 'admin'
      if (wanted !== 'public' && !request.is404) {
        request.identity = access.identify(authorization)
        checkAccess(request.identity, wanted)
      }
      done()
    } catch (error) {
      done(error instanceof Error ? error : new Error(String(error)))
    }
  })
}

function checkAccess(identity: Identity, wanted: RouteAccess): void {
  if (wanted === 'any' || wanted === identity.type) return
  const message =
    identity.type === 'task'
      ? 'The token of a task may not be used for this. Use the token of the server.'
      : 'This is for running tasks only. Use the token of the task.'
  throw new AIFlowError('FORBIDDEN', message)
}
