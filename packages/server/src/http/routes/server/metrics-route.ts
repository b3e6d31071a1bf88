import type { FastifyInstance } from 'fastify'
import type { HttpDependencies } from '../../dependencies.ts'

const OPTIONS = { exposeHeadRoute: true, config: { access: 'viewer', scope: 'all' } } as const

/** For Prometheus, whose scrape configuration contains a token. */
export function addMetricsRoute(app: FastifyInstance, { metrics }: HttpDependencies): void {
  app.addHook('onResponse', (request, reply, done) => {
    const { method, routeOptions } = request
    const route = routeOptions.url ?? 'none'
    metrics.answered({ method, route, status: reply.statusCode, seconds: reply.elapsedTime / 1000 })
    done()
  })

  app.get('/metrics', OPTIONS, async (_request, reply) => {
    return reply.header('content-type', metrics.contentType).send(await metrics.text())
  })
}
