import { beginSessionRequestSchema, type Session, type SessionLink } from '@aiflow/sdk/internal/api/server'
import { AIFlowError } from '@aiflow/sdk/internal/errors'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Access } from '../../../access/access.ts'
import type { TokenIdentity } from '../../../access/identity.ts'
import { hashOfSecret } from '../../../access/token-secret.ts'
import { requesterOf } from '../../../requests/callers/caller.ts'
import type { HttpDependencies } from '../../dependencies.ts'
import { parsePart } from '../../parsing/parse-request.ts'

const PUBLIC = { config: { access: 'public' } } as const
const VIEWER = { config: { access: 'viewer', scope: 'none' } } as const
const BEARER = 'Bearer '

type Begin = ReturnType<typeof beginSessionRequestSchema.parse>

/** Sessions of the web page: a cookie that stands for a token. */
export function addSessionRoutes(
  app: FastifyInstance,
  { access, sessions, rates, controls, now }: HttpDependencies,
): void {
  app.get('/api/v1/session', VIEWER, async (request, reply) => {
    const session = request.headers.authorization === undefined ? sessions.find(request.headers.cookie) : null
    return reply.send(sessionOf(requireToken(request), session?.expireTime ?? null))
  })

  app.post('/api/v1/session', PUBLIC, async (request, reply) => {
    const begin = parsePart(beginSessionRequestSchema, 'body', request.body)
    const tokenHash = hashOf(begin)
    const identity = rates.admit(request.ip, () => access.identifyHash(tokenHash))
    const { cookie, expireTime } = sessions.begin(tokenHash)
    if (identity.type !== 'token') throw new Error('a session belongs to a token')
    return reply
      .header('set-cookie', cookieText(request, cookie, Math.floor((expireTime - now()) / 1000)))
      .send(sessionOf(identity, expireTime))
  })

  app.delete('/api/v1/session', PUBLIC, async (request, reply) => {
    await endSession(request)
    return reply
      .header('set-cookie', cookieText(request, '', 0))
      .code(204)
      .send()
  })

  app.post('/api/v1/session/links', VIEWER, async (request, reply) => {
    const { code, expireTime } = sessions.createLink(tokenHashOf(request))
    return reply.send({ path: `/login#${code}`, expireTime } satisfies SessionLink)
  })

  /** A copy of the cookie must not stay valid for the rest of the week. */
  async function endSession({ headers, id }: FastifyRequest): Promise<void> {
    const session = sessions.find(headers.cookie)
    if (session === null) return
    const holder = holderOf(access, session.tokenHash)
    // The session ended with its token.
    if (holder === null) return
    const request = { type: 'endSession', session: session.id, expireTime: session.expireTime } as const
    const { sender, of } = requesterOf({ requestId: id, identity: holder })
    const { result } = await controls.control(request, sender, of)
    const ended = await result
    if (!ended.ok) throw new AIFlowError(ended.error.code, ended.error.message)
  }

  function hashOf(begin: Begin): string {
    if ('token' in begin) return hashOfSecret(begin.token.trim())
    const tokenHash = sessions.useLink(begin.code)
    if (tokenHash !== null) return tokenHash
    const message = 'The link has been used already, or has expired. Create another one with "aiflow open".'
    throw new AIFlowError('UNAUTHENTICATED', message)
  }

  function tokenHashOf({ headers }: FastifyRequest): string {
    const { authorization, cookie } = headers
    if (authorization !== undefined) return hashOfSecret(authorization.slice(BEARER.length))
    return sessions.find(cookie)?.tokenHash ?? ''
  }

  function cookieText(request: FastifyRequest, value: string, maxAgeSeconds: number): string {
    const secure = request.protocol === 'https' || request.headers.origin?.startsWith('https://') === true
    const attributes = `Path=/; Max-Age=${maxAgeSeconds}; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`
    return `${sessions.cookieName}=${value}; ${attributes}`
  }
}

function holderOf(access: Access, tokenHash: string): TokenIdentity | null {
  try {
    return access.identifyHash(tokenHash)
  } catch {
    return null
  }
}

function requireToken({ identity }: FastifyRequest): TokenIdentity {
  if (identity?.type === 'token') return identity
  throw new AIFlowError('FORBIDDEN', 'Running tasks have no session. Use a token of the server.')
}

function sessionOf({ name, role, namespaces }: TokenIdentity, expireTime: number | null): Session {
  return { name, role, namespaces: namespaces === null ? null : [...namespaces], expireTime }
}
