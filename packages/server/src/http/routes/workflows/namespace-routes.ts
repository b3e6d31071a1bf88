import {
  addNamespaceRequestSchema,
  namespaceSchema,
  pageQuerySchema,
  setNamespaceRequestSchema,
} from '@aiflow/sdk/internal/api/server'
import type { FastifyInstance } from 'fastify'
import { namespacesOf } from '../../../access/identity.ts'
import { findNamespace } from '../../../requests/workflows/find-namespace.ts'
import type { HttpDependencies } from '../../dependencies.ts'
import { namespaceParamsSchema } from '../../parsing/name-params.ts'
import { parsePart } from '../../parsing/parse-request.ts'
import { replyToControl } from '../../replies/control-replies.ts'
import { tellVersion, versionAskedFor } from '../../replies/versions.ts'

const listSchema = pageQuerySchema.strict()
const LIST = { config: { access: 'viewer', scope: 'own' } } as const
const READ = { config: { access: 'viewer', scope: 'path' } } as const
const ADD = { config: { access: 'admin', scope: 'all' } } as const
const CHANGE = { config: { access: 'author', scope: 'path' } } as const
const DELETE = { config: { access: 'admin', scope: 'path' } } as const
const ONE = '/api/v1/namespaces/:namespace'
const schema = namespaceSchema

export function addNamespaceRoutes(app: FastifyInstance, { controls, storage }: HttpDependencies): void {
  app.get('/api/v1/namespaces', LIST, async (request) => {
    return storage.namespaces.list(parsePart(listSchema, 'query', request.query), namespacesOf(request.identity))
  })

  app.post('/api/v1/namespaces', ADD, async (incoming, reply) => {
    const { name: namespace, properties } = parsePart(addNamespaceRequestSchema, 'body', incoming.body)
    return replyToControl(reply, { controls, request: { type: 'addNamespace', namespace, properties }, schema })
  })

  app.get(ONE, READ, async (request, reply) => {
    const { namespace } = parsePart(namespaceParamsSchema, 'path', request.params)
    const found = await findNamespace(storage, namespace)
    tellVersion(reply, found)
    return found
  })

  app.put(ONE, CHANGE, async (incoming, reply) => {
    const { namespace } = parsePart(namespaceParamsSchema, 'path', incoming.params)
    const { properties } = parsePart(setNamespaceRequestSchema, 'body', incoming.body)
    const version = versionAskedFor(incoming)
    const request = { type: 'setNamespaceProperties', namespace, properties, ...version } as const
    return replyToControl(reply, { controls, request, schema })
  })

  app.delete(ONE, DELETE, async (incoming, reply) => {
    const { namespace } = parsePart(namespaceParamsSchema, 'path', incoming.params)
    const request = { type: 'deleteNamespace', namespace, ...versionAskedFor(incoming) } as const
    return replyToControl(reply, { controls, request, schema })
  })
}
