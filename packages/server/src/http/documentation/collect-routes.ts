import type { FastifyInstance } from 'fastify'
import type { RouteAccess } from '../guard/guard.ts'

export interface ServedRoute {
  readonly method: string
  readonly path: string
  readonly access: RouteAccess
}

/** The routes that an app serves, without HEAD, which is as GET is; in the order they are added in; to be called before the first is. */
export function collectRoutes(app: FastifyInstance): readonly ServedRoute[] {
  const routes: ServedRoute[] = []
  app.addHook('onRoute', ({ method, url, config }) => {
    for (const one of [method].flat()) {
      if (one !== 'HEAD') routes.push({ method: one, path: url, access: config?.access ?? 'admin' })
    }
  })
  return routes
}
