import { AIFlowError } from '@aiflow/sdk/internal/errors'
import type { FastifyInstance } from 'fastify'

/** Requires UTF-8 in percent-encoded queries. Otherwise the parser would read `%ff` as the text "%ff". */
export function refuseWrongQueryEncoding(app: FastifyInstance): void {
  app.addHook('onRequest', (request, _reply, done) => {
    const query = request.url.slice(request.url.indexOf('?') + 1)
    if (isEncoded(query)) return done()
    const message =
      'The query is not valid UTF-8 in percent-encoding. Encode each value with encodeURIComponent or the like.'
    done(new AIFlowError('INVALID_ARGUMENT', message, { details: { part: 'query' } }))
  })
}

function isEncoded(text: string): boolean {
  if (!text.includes('%')) return true
  try {
    decodeURIComponent(text)
    return true
  } catch {
    return false
  }
}
