import {
  listSecretsResponseSchema,
  rotateKeyResponseSchema,
  secretSchema,
  setSecretRequestSchema,
} from '@aiflow/sdk/internal/api/server'
import { MAX_SECRET_BYTES } from '@aiflow/sdk/internal/limits'
import { nameSchema } from '@aiflow/sdk/internal/wire'
import type { FastifyInstance } from 'fastify'
import * as z from 'zod'
import { rotateSecretsKey } from '../../../requests/workflows/rotate-secrets-key.ts'
import { usesOfNames } from '../../../requests/workflows/uses-of-names.ts'
import type { HttpDependencies } from '../../dependencies.ts'
import { callerOf } from '../../guard/caller-of.ts'
import { namespaceParamsSchema, workflowParamsSchema } from '../../parsing/name-params.ts'
import { parsePart } from '../../parsing/parse-request.ts'
import { replyToControl } from '../../replies/control-replies.ts'

/** JSON may escape each byte with six. */
const BODY_BYTES = 6 * MAX_SECRET_BYTES + 1024
const READ = { config: { access: 'viewer', scope: 'path' } } as const
const CHANGE = { config: { access: 'author', scope: 'path' } } as const
const SET = { bodyLimit: BODY_BYTES, ...CHANGE } as const
const ROTATE = { config: { access: 'admin', scope: 'all' } } as const
const OF_NAMESPACE = '/api/v1/secrets/:namespace'
const ONE = `${OF_NAMESPACE}/:name`
const newSecretParamsSchema = z.object({ namespace: z.string(), name: nameSchema })
const schema = secretSchema

/** Secrets of namespaces. No answer has a value. */
export function addSecretRoutes(app: FastifyInstance, dependencies: HttpDependencies): void {
  const { controls, live, secrets } = dependencies
  app.get(OF_NAMESPACE, READ, async (request) => {
    const { namespace } = parsePart(namespaceParamsSchema, 'path', request.params)
    const uses = usesOfNames({ live }, namespace)
    const items = live
      .secretRows(namespace)
      .map((row) => ({ ...row, readable: secrets.isReadable(row), usedBy: uses.ofSecret(row.name) }))
    return listSecretsResponseSchema.parse({ items })
  })

  app.put(ONE, SET, async (incoming, reply) => {
    const { namespace, name } = parsePart(newSecretParamsSchema, 'path', incoming.params)
    const { value } = parsePart(setSecretRequestSchema, 'body', incoming.body)
    const aside = { sealedValue: secrets.seal({ namespace, name }, value) }
    return replyToControl(reply, { controls, request: { type: 'setSecret', namespace, name }, schema, aside })
  })

  app.delete(ONE, CHANGE, async (incoming, reply) => {
    const { namespace, name } = parsePart(workflowParamsSchema, 'path', incoming.params)
    return replyToControl(reply, { controls, request: { type: 'deleteSecret', namespace, name }, schema })
  })

  app.post('/api/v1/secrets/rotate-key', ROTATE, async (request) =>
    rotateKeyResponseSchema.parse(await rotateSecretsKey(dependencies, callerOf(request))),
  )
}
