import type { FastifyInstance, FastifyRequest } from 'fastify'

interface Path {
  readonly pattern: RegExp
  readonly methods: string[]
}

/**
 * Knows the methods of each path, to distinguish a wrong method from a wrong path. Create it before the first route. If
 * a literal path stands beside one with a parameter, such as "dead-letters/retry", that parameter must be a number.
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

  /**
   * The methods of a path that does not take the method of the request. Empty if it does, or if the path is unknown.
   */
  refusing({ is404, method, routeOptions }: FastifyRequest, path: string): readonly string[] {
    if (!is404) {
      // "retry" is not the id of a dead letter: a literal path takes precedence over a parameter.
      const own = routeOptions.url?.includes(':') ? this.#paths.get(path) : undefined
      return own === undefined || own.methods.includes(method) ? [] : own.methods
    }
    const own = this.#paths.get(path)
    if (own !== undefined) return own.methods
    return [...this.#paths.values()].find(({ pattern }) => pattern.test(path))?.methods ?? []
  }
}
