import { poolResponseSchema, setPoolRequestSchema } from '@aiflow/sdk/internal/api/server'
import { nameSchema } from '@aiflow/sdk/internal/wire'
import type { FastifyInstance } from 'fastify'
import * as z from 'zod'
import type { HttpDependencies } from '../../dependencies.ts'
import { namespaceParamsSchema, workflowParamsSchema } from '../../parsing/name-params.ts'
import { parsePart } from '../../parsing/parse-request.ts'
import { replyToControl } from '../../replies/control-replies.ts'

const READ = { config: { access: 'viewer', scope: 'path' } } as const
const CHANGE = { config: { access: 'author', scope: 'path' } } as const
const OF_NAMESPACE = '/api/v1/pools/:namespace'
const ONE = `${OF_NAMESPACE}/:name`
const newPoolParamsSchema = z.object({ namespace: z.string(), name: nameSchema })
const schema = poolResponseSchema

export function addPoolRoutes(app: FastifyInstance, { controls, live }: HttpDependencies): void {
  app.get(OF_NAMESPACE, READ, async (request) => {
    const { namespace } = parsePart(namespaceParamsSchema, 'path', request.params)
    return { items: live.readPools(namespace) }
  })

  app.put(ONE, CHANGE, async (incoming, reply) => {
    const { namespace, name } = parsePart(newPoolParamsSchema, 'path', incoming.params)
    const { slots } = parsePart(setPoolRequestSchema, 'body', incoming.body)
    return replyToControl(reply, { controls, request: { type: 'setPool', namespace, name, slots }, schema })
  })

  app.delete(ONE, CHANGE, async (incoming, reply) => {
    const { namespace, name } = parsePart(workflowParamsSchema, 'path', incoming.params)
    return replyToControl(reply, { controls, request: { type: 'deletePool', namespace, name }, schema })
  })
}
