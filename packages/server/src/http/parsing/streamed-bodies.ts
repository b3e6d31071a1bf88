import { Readable } from 'node:stream'
import { AIFlowError } from '@aiflow/sdk/internal/errors'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { contentTooLarge } from '../../storage/blobs.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The body is binary. The route reads it as it arrives, and limits its size. */
    takesContent?: boolean
  }
}

const TYPE = 'application/octet-stream'

/** Lets the routes that declare it stream their bodies. Other routes refuse such bodies unread. */
export function parseStreamedBodies(app: FastifyInstance): void {
  app.addContentTypeParser(TYPE, (request, payload, done) => {
    if (request.routeOptions.config.takesContent === true) done(null, payload)
    else done(unsupported(`Bodies of type "${TYPE}" are not supported. Send "application/json".`))
  })
}

/** Throws `TOO_LARGE` before the first byte if the request declares its length. */
export function contentOf({ body, headers }: FastifyRequest, maxBytes: number): AsyncIterable<Uint8Array> {
  if (Number(headers['content-length'] ?? 0) > maxBytes) throw contentTooLarge(maxBytes)
  // Not destroyed on an error: that would cut the connection before the answer, and the client would try again.
  if (body instanceof Readable) return body.iterator({ destroyOnReturn: false })
  if (body === undefined || body === null) return Readable.from([])
  throw unsupported(`Send the content of an artifact as "${TYPE}".`)
}

function unsupported(message: string): AIFlowError {
  return new AIFlowError('UNSUPPORTED_MEDIA_TYPE', message)
}
