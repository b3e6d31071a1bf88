import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { REQUEST_ID_HEADER } from './request-ids.ts'

/**
 * Every answer says under which id its request stands in the log, is what its type says, and is kept by nobody: it is for
 * whoever asked. Files of the web page say themselves how long they are good.
 */
export function replyWithCommonHeaders(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    setCommonHeaders(request, reply)
    done()
  })
}

/** For answers that come before any hook. */
export function setCommonHeaders(request: FastifyRequest, reply: FastifyReply): void {
  reply.headers({ [REQUEST_ID_HEADER]: request.id, 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' })
}
