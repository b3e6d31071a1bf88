import { Readable } from 'node:stream'
import { AIFlowError } from '@aiflow/sdk/internal'
import type { FastifyInstance, FastifyRequest } from 'fastify'

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

export function contentOf({ body }: FastifyRequest): Readable {
  if (body instanceof Readable) return body
  if (body === undefined || body === null) return Readable.from([])
  throw unsupported(`The content of an artifact is sent as "${TYPE}".`)
}

function unsupported(message: string): AIFlowError {
  return new AIFlowError('UNSUPPORTED_MEDIA_TYPE', message)
}
