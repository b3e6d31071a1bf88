import { createTokenRequestSchema, createTokenResponseSchema, tokenSchema } from '@aiflow/sdk/internal/api/server'
import { AIFlowError } from '@aiflow/sdk/internal/errors'
import type { FastifyInstance } from 'fastify'
import * as z from 'zod'
import { HOME_TOKEN_NAME } from '../../../access/access.ts'
import { createTokenSecret, hashOfSecret } from '../../../access/token-secret.ts'
import type { HttpDependencies } from '../../dependencies.ts'
import { parsePart } from '../../parsing/parse-request.ts'
import { replyToControl } from '../../replies/control-replies.ts'

const ADMIN = { config: { access: 'admin', scope: 'all' } } as const
const paramsSchema = z.object({ name: z.string() })

/** Tokens of people and programs. Only the answer to their creation contains the secret. */
export function addTokenRoutes(app: FastifyInstance, { controls, storage }: HttpDependencies): void {
  app.get('/api/v1/tokens', ADMIN, async () => {
    const items = (await storage.tokens.list()).map((row) => tokenSchema.parse(row))
    return { items, next: null }
  })

  app.post('/api/v1/tokens', ADMIN, async (incoming, reply) => {
    const token = parsePart(createTokenRequestSchema, 'body', incoming.body)
    checkName(token.name)
    const secret = createTokenSecret()
    const request = { type: 'createToken', ...token } as const
    const aside = { secretHash: hashOfSecret(secret) }
    const schema = tokenSchema.transform((created) => createTokenResponseSchema.parse({ ...created, secret }))
    return replyToControl(reply, { controls, request, schema, aside })
  })

  app.delete('/api/v1/tokens/:name', ADMIN, async (incoming, reply) => {
    const { name } = parsePart(paramsSchema, 'path', incoming.params)
    return replyToControl(reply, { controls, request: { type: 'revokeToken', name }, schema: tokenSchema })
  })
}

function checkName(name: string): void {
  if (name !== HOME_TOKEN_NAME) return
  const message = `The name "${name}" is reserved for the token in the server's home. Choose another name.`
  throw new AIFlowError('ALREADY_EXISTS', message, { details: { name } })
}
