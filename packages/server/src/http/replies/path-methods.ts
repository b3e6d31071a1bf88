import type { FastifyInstance, FastifyRequest } from 'fastify'

interface Path {
  readonly pattern: RegExp
  readonly methods: string[]
}

/**
 * Which methods a path has, so that a wrong method is told from a wrong path. To be made before the first route is. Where a
 * path with a word stands beside one with a parameter, as "dead-letters/retry" does, that parameter must be a number.
 */
export class PathMethods {
  readonly #paths = new Map<string, Path>()

  constructor(app: FastifyInstance) {
    app.addHook('onRoute', ({ url, method }) => {
      const pattern = new RegExp(`^${url.replaceAll('.', '\\.').replace(/:\w+/g, '[^/]+')}$`)
      const path = this.#paths.get(url) ?? { pattern, methods: [] }
      this.#paths.set(url, path)
      path.methods.push(...[method].flat())
    })
  }

  /** The methods that a path takes where it does not take that of the request; none where it takes it, or is unknown. */
  refusing({ is404, method, routeOptions }: FastifyRequest, path: string): readonly string[] {
    if (!is404) {
      // "retry" is no id of a dead letter: a word that has a path of its own is not the name of something.
      const own = routeOptions.url?.includes(':') ? this.#paths.get(path) : undefined
      return own === undefined || own.methods.includes(method) ? [] : own.methods
    }
    const own = this.#paths.get(path)
    if (own !== undefined) return own.methods
    return [...this.#paths.values()].find(({ pattern }) => pattern.test(path))?.methods ?? []
  }
}
