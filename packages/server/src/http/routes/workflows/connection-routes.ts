import {
  connectionSchema,
  type ListedConnection,
  listConnectionsResponseSchema,
  listedConnectionSchema,
  setConnectionRequestSchema,
} from '@aiflow/sdk/internal/api/server'
import { nameSchema } from '@aiflow/sdk/internal/wire'
import type { FastifyInstance } from 'fastify'
import * as z from 'zod'
import { connectionNotFound } from '../../../log/not-found.ts'
import { testConnection } from '../../../requests/connections/test-connection.ts'
import { usesOfNames } from '../../../requests/workflows/uses-of-names.ts'
import { missingSecrets } from '../../../secrets/connections.ts'
import type { ConnectionRow } from '../../../storage/rows.ts'
import type { HttpDependencies } from '../../dependencies.ts'
import { callerOf } from '../../guard/caller-of.ts'
import { namespaceParamsSchema, workflowParamsSchema } from '../../parsing/name-params.ts'
import { parsePart } from '../../parsing/parse-request.ts'
import { replyToControl } from '../../replies/control-replies.ts'

const READ = { config: { access: 'viewer', scope: 'path' } } as const
const CHANGE = { config: { access: 'author', scope: 'path' } } as const
const OF_NAMESPACE = '/api/v1/connections/:namespace'
const ONE = `${OF_NAMESPACE}/:name`
const newConnectionParamsSchema = z.object({ namespace: z.string(), name: nameSchema })
const schema = connectionSchema

/** Connections of namespaces. No answer has the value of a secret. */
export function addConnectionRoutes(app: FastifyInstance, dependencies: HttpDependencies): void {
  const { controls, live } = dependencies
  app.get(OF_NAMESPACE, READ, async (request) => {
    const { namespace } = parsePart(namespaceParamsSchema, 'path', request.params)
    return listConnectionsResponseSchema.parse({
      items: listed(dependencies, live.connectionRows(namespace), namespace),
    })
  })

  app.get(ONE, READ, async (request) => {
    const of = parsePart(workflowParamsSchema, 'path', request.params)
    const row = live.findConnection(of)
    if (row === null) throw connectionNotFound(of)
    return listedConnectionSchema.parse(listed(dependencies, [row], of.namespace)[0])
  })

  app.put(ONE, CHANGE, async (incoming, reply) => {
    const of = parsePart(newConnectionParamsSchema, 'path', incoming.params)
    const { type, ...fields } = parsePart(setConnectionRequestSchema, 'body', incoming.body)
    const request = { type: 'setConnection', ...of, connectionType: type, ...fields } as const
    return replyToControl(reply, { controls, request, schema })
  })

  app.delete(ONE, CHANGE, async (incoming, reply) => {
    const of = parsePart(workflowParamsSchema, 'path', incoming.params)
    return replyToControl(reply, { controls, request: { type: 'deleteConnection', ...of }, schema })
  })

  app.post(`${ONE}/test`, CHANGE, async (request) => {
    const of = parsePart(workflowParamsSchema, 'path', request.params)
    return testConnection(dependencies, of, callerOf(request))
  })
}

function listed(
  { live, secrets }: Pick<HttpDependencies, 'live' | 'secrets'>,
  rows: readonly ConnectionRow[],
  namespace: string,
): ListedConnection[] {
  const uses = usesOfNames({ live }, namespace)
  return rows.map((row) => ({
    ...row,
    missingSecrets: missingSecrets({ secrets }, row),
    usedBy: { workflows: [...uses.ofConnection(row.name)] },
  }))
}
