import { AIFlowError, isAIFlowError } from '@aiflow/sdk/internal/errors'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { hasRole, type TokenIdentity } from '../../access/identity.ts'
import type { HttpDependencies } from '../dependencies.ts'

const PATH = '/mcp'
/** The door answers with the namespaces of the token: each of its tools asks the interface with this token. */
const ACCESS = { access: 'viewer', scope: 'own' } as const
const DEFAULT_NAMESPACE = 'default'
const BEARER = 'Bearer '
const PARSE_ERROR = -32_700

/** For assistants: hands each request, with its token, to the door of the Model Context Protocol. */
export function addAssistantRoute(
  app: FastifyInstance,
  { assistantDoor, closing }: Pick<HttpDependencies, 'assistantDoor' | 'closing'>,
): void {
  app.post(PATH, { config: ACCESS, errorHandler: replyToParseError }, async (request, reply) => {
    if (assistantDoor === null) throw closed()
    const { identity, token } = bearerOf(request)
    const left = new AbortController()
    reply.raw.once('close', () => left.abort())
    const signal = AbortSignal.any([left.signal, closing])
    const { name: tokenName, namespaces } = identity
    const namespace = (namespaces?.length === 1 ? namespaces[0] : undefined) ?? DEFAULT_NAMESPACE
    const mayChange = hasRole(identity, 'operator')
    try {
      const answer = await assistantDoor({ ...partsOf(request, signal), token, tokenName, namespace, mayChange })
      return reply.send(answer)
    } catch (error) {
      if (closing.aborted) throw new AIFlowError('SERVER_UNAVAILABLE', 'The server is stopping. Call again later.')
      throw error
    }
  })
}

function partsOf(request: FastifyRequest, signal: AbortSignal): { request: Request; body: unknown } {
  const { headers, body } = request
  const given = Object.entries(headers).flatMap(([name, value]): [string, string][] =>
    // The token stays here.
    value === undefined || name === 'authorization' ? [] : [[name, String(value)]],
  )
  return { request: new Request(`http://localhost${PATH}`, { method: 'POST', headers: given, signal }), body }
}

/** A page has no business here, so the cookie of its session does not count. Throws `UNAUTHENTICATED`. */
function bearerOf({ identity, headers }: FastifyRequest): { identity: TokenIdentity; token: string } {
  const { authorization } = headers
  if (identity?.type === 'token' && authorization !== undefined)
    return { identity, token: authorization.slice(BEARER.length) }
  throw new AIFlowError('UNAUTHENTICATED', 'Assistants need a token. Send "Authorization: Bearer <token>".')
}

function closed(): AIFlowError {
  const message = 'This server does not answer assistants. Its setting "server.mcp" allows it: "read" or "write".'
  return new AIFlowError('ROUTE_NOT_FOUND', message)
}

/** A body that is not JSON is answered in the form of the protocol. */
function replyToParseError(error: Error, _request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (!isAIFlowError(error) || error.code !== 'INVALID_JSON') throw error
  return reply.code(400).send({ jsonrpc: '2.0', error: { code: PARSE_ERROR, message: error.message }, id: null })
}
