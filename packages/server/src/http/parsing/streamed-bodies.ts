import { Readable } from 'node:stream'
import { AIFlowError } from '@aiflow/sdk/internal/errors'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { contentTooLarge } from '../../storage/blobs.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The body is bytes of any kind, which the route reads as they come and bounds itself. */
    takesContent?: boolean
  }
}

const TYPE = 'application/octet-stream'

/** Lets routes that say so read bodies as they come; others refuse them unread. */
export function parseStreamedBodies(app: FastifyInstance): void {
  app.addContentTypeParser(TYPE, (request, payload, done) => {
    if (request.routeOptions.config.takesContent === true) done(null, payload)
    else done(unsupported(`Bodies of type "${TYPE}" are not understood. Send "application/json".`))
  })
}

/** Throws `TOO_LARGE` before the first byte where its length is told. */
export function contentOf({ body, headers }: FastifyRequest, maxBytes: number): AsyncIterable<Uint8Array> {
  if (Number(headers['content-length'] ?? 0) > maxBytes) throw contentTooLarge(maxBytes)
  // Not destroyed when it is given up: that would cut the connection before the answer, and the sender would try again.
  if (body instanceof Readable) return body.iterator({ destroyOnReturn: false })
  if (body === undefined || body === null) return Readable.from([])
  throw unsupported(`The content of an artifact is sent as "${TYPE}".`)
}

function unsupported(message: string): AIFlowError {
  return new AIFlowError('UNSUPPORTED_MEDIA_TYPE', message)
}
