import type { FastifyInstance } from 'fastify'
import { nameOf } from '../../access/identity.ts'

/** Where requests are written to; a pino logger fits. */
export interface RequestLog {
  debug(fields: object, message: string): void
}

/** One line for each request once it is answered, for those who look closely. */
export function logRequests(app: FastifyInstance, log: RequestLog): void {
  app.addHook('onResponse', (request, reply, done) => {
    const { id: requestId, method, url, identity } = request
    const by = identity === null ? null : nameOf(identity)
    const ms = Math.round(reply.elapsedTime * 10) / 10
    log.debug({ requestId, method, url, by, status: reply.statusCode, ms }, 'answered')
    done()
  })
}
