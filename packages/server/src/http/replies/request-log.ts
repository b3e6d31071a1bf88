import type { FastifyInstance } from 'fastify'
import { nameOf } from '../../access/identity.ts'
import type { Logger } from '../../log/logger.ts'

/** Receives a line for each request; a pino logger fits. */
export type RequestLog = Pick<Logger, 'debug' | 'isLevelEnabled'>

/** Logs each request after its answer, if the level of the log is debug. */
export function logRequests(app: FastifyInstance, log: RequestLog): void {
  if (log.isLevelEnabled?.('debug') === false) return
  app.addHook('onResponse', (request, reply, done) => {
    const { id: requestId, method, url, identity } = request
    const by = identity === null ? null : nameOf(identity)
    const ms = Math.round(reply.elapsedTime * 10) / 10
    log.debug({ requestId, method, url, by, status: reply.statusCode, ms }, 'answered')
    done()
  })
}
