import type { FastifyInstance } from 'fastify'
import { nameOf } from '../../access/identity.ts'

/** Receives a line for each request; a pino logger fits. */
export interface RequestLog {
  debug(fields: object, message: string): void
}

/** Logs each request after its answer, at debug level. */
export function logRequests(app: FastifyInstance, log: RequestLog): void {
  app.addHook('onResponse', (request, reply, done) => {
    const { id: requestId, method, url, identity } = request
    const by = identity === null ? null : nameOf(identity)
    const ms = Math.round(reply.elapsedTime * 10) / 10
    log.debug({ requestId, method, url, by, status: reply.statusCode, ms }, 'answered')
    done()
  })
}
