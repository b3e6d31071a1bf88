import type { Problem } from '@aiflow/sdk/internal/api/server'
import { AIFlowError, ERROR_CODES, isAIFlowError } from '@aiflow/sdk/internal/errors'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ServePage } from '../page/serve-page.ts'
import { setCommonHeaders } from './answer-headers.ts'
import type { ErrorLog } from './error-log.ts'
import { PathMethods } from './path-methods.ts'

const CONTENT_TYPE = 'application/problem+json; charset=utf-8'

/**
 * Answers every error as an RFC 9457 problem. An unexpected error is logged, and its answer reveals nothing internal.
 */
export function replyWithProblems(app: FastifyInstance, log: ErrorLog, servePage: ServePage | null): void {
  app.setErrorHandler((error, request, reply) => replyWith(reply, request, toAIFlowError(error, request, log)))
  const methods = new PathMethods(app)
  app.setNotFoundHandler((request, reply) => {
    if (servePage?.(request, reply)) return reply
    return replyWith(reply, request, routeNotFound(pathOf(request)))
  })
  // An unknown path is answered without reading the body.
  app.addHook('onRequest', (request, reply, done) => {
    const path = pathOf(request)
    const allowed = methods.refusing(request, path)
    if (allowed.length > 0) {
      reply.header('allow', allowed.join(', '))
      replyWith(reply, request, methodNotAllowed(request.method, path, allowed))
    } else if (request.is404 && request.method !== 'GET' && request.method !== 'HEAD') {
      replyWith(reply, request, routeNotFound(path))
    } else done()
  })
}

/** For requests that fail before routing, for example because of a malformed URL. */
export function replyToMalformedRequest(error: Error, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  setCommonHeaders(request, reply)
  return replyWith(reply, request, new AIFlowError('INVALID_ARGUMENT', `The URL is not valid: ${error.message}.`))
}

function replyWith(reply: FastifyReply, request: FastifyRequest, error: AIFlowError): FastifyReply {
  const problem = problemOf(error, request.id)
  if (error.code === 'UNAUTHENTICATED') reply.header('www-authenticate', 'Bearer')
  if (problem.status === 429) reply.header('retry-after', String(error.details.retryAfterSeconds ?? 1))
  return reply.code(problem.status).header('content-type', CONTENT_TYPE).send(JSON.stringify(problem))
}

function problemOf(error: AIFlowError, requestId: string): Problem {
  return {
    type: `urn:aiflow:error:${error.code}`,
    title: error.code.toLowerCase().replaceAll('_', ' '),
    status: ERROR_CODES[error.code],
    detail: error.message,
    code: error.code,
    details: { ...error.details },
    requestId,
  }
}

function toAIFlowError(error: unknown, request: FastifyRequest, log: ErrorLog): AIFlowError {
  if (isAIFlowError(error)) {
    if (ERROR_CODES[error.code] === 500) log.error({ err: error, requestId: request.id }, 'a request failed')
    return error
  }
  const known = fromFastify(error, request)
  if (known !== null) return known
  log.error({ err: error, requestId: request.id, url: request.url }, 'a request failed')
  const message = `The server failed to process the request. Its log has the reason under request id "${request.id}".`
  return new AIFlowError('INTERNAL', message)
}

function fromFastify(error: unknown, request: FastifyRequest): AIFlowError | null {
  if (!(error instanceof Error) || !('code' in error)) return null
  switch (error.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE': {
      const maxBytes = request.routeOptions.bodyLimit
      return new AIFlowError('TOO_LARGE', `The body is larger than ${maxBytes} bytes. Send less at once.`, {
        details: { maxBytes },
      })
    }
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE': {
      const type = request.headers['content-type'] ?? ''
      return new AIFlowError(
        'UNSUPPORTED_MEDIA_TYPE',
        `Bodies of type "${type}" are not supported. Send "application/json".`,
      )
    }
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return new AIFlowError('INVALID_ARGUMENT', 'The body is not as long as the Content-Length header says.')
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
      return new AIFlowError(
        'INVALID_JSON',
        'The body is empty. Send a JSON value, or leave the Content-Type header out.',
      )
    default:
      return isCallersFault(error) ? new AIFlowError('INVALID_ARGUMENT', error.message) : null
  }
}

function isCallersFault(error: Error): boolean {
  return 'statusCode' in error && Number(error.statusCode) >= 400 && Number(error.statusCode) < 500
}

function routeNotFound(path: string): AIFlowError {
  return new AIFlowError(
    'ROUTE_NOT_FOUND',
    `There is nothing at "${path}". Check the path; the interface is under "/api/v1".`,
  )
}

function methodNotAllowed(method: string, path: string, allowed: readonly string[]): AIFlowError {
  const message = `"${path}" does not take ${method}. It takes ${allowed.join(' and ')}.`
  return new AIFlowError('METHOD_NOT_ALLOWED', message, { details: { allowed } })
}

function pathOf(request: FastifyRequest): string {
  return request.url.split('?', 1)[0] ?? ''
}
