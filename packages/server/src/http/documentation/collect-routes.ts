import type { FastifyInstance } from 'fastify'
import type { RouteAccess } from '../guard/guard.ts'

export interface ServedRoute {
  readonly method: string
  readonly path: string
  readonly access: RouteAccess
}

/**
 * Collects the routes of an app in the order in which they are added, without HEAD. Call it before the first route is
 * added.
 */
export function collectRoutes(app: FastifyInstance): readonly ServedRoute[] {
  const routes: ServedRoute[] = []
  app.addHook('onRoute', ({ method, url, config }) => {
    for (const one of [method].flat()) {
      if (one !== 'HEAD') routes.push({ method: one, path: url, access: config?.access ?? 'admin' })
    }
  })
  return routes
}
