import {
  startExecutionRequestSchema,
  startExecutionResponseSchema,
  stopExecutionsResponseSchema,
} from '@aiflow/sdk/internal/api/executions'
import { pageQuerySchema } from '@aiflow/sdk/internal/api/server'
import { listWorkflowsQuerySchema, workflowSchema } from '@aiflow/sdk/internal/api/workflows'
import type { FastifyInstance } from 'fastify'
import { listSnapshots, listWorkflows } from '../../../requests/workflows/list-workflows.ts'
import { readWorkflow } from '../../../requests/workflows/workflow-detail.ts'
import type { HttpDependencies } from '../../dependencies.ts'
import { workflowParamsSchema } from '../../parsing/name-params.ts'
import { parsePart } from '../../parsing/parse-request.ts'
import { timeOf } from '../../parsing/time-of.ts'
import { replyToControl } from '../../replies/control-replies.ts'
import { tellVersion, versionAskedFor } from '../../replies/versions.ts'

const listSchema = pageQuerySchema.extend(listWorkflowsQuerySchema.shape).strict()
const snapshotsSchema = pageQuerySchema.strict()
const LIST = { config: { access: 'viewer', scope: 'query' } } as const
const READ = { config: { access: 'viewer', scope: 'path' } } as const
const OPERATE = { config: { access: 'operator', scope: 'path' } } as const
const CHANGE = { config: { access: 'author', scope: 'path' } } as const
const ONE = '/api/v1/workflows/:namespace/:name'

export function addWorkflowRoutes(
  app: FastifyInstance,
  { controls, storage, blobs, secrets, live }: HttpDependencies,
): void {
  app.get('/api/v1/workflows', LIST, async (request) => {
    const { limit, cursor, label, ...query } = parsePart(listSchema, 'query', request.query)
    return listWorkflows(storage, { ...query, labels: label }, { limit, cursor })
  })

  app.get(ONE, READ, async (request, reply) => {
    const of = parsePart(workflowParamsSchema, 'path', request.params)
    const workflow = await readWorkflow({ storage, blobs, secrets, live }, of, request.identity)
    tellVersion(reply, workflow)
    return workflow
  })

  for (const [verb, enabled] of [
    ['enable', true],
    ['disable', false],
  ] as const) {
    app.post(`${ONE}/${verb}`, OPERATE, async (incoming, reply) => {
      const { namespace, name } = parsePart(workflowParamsSchema, 'path', incoming.params)
      const request = {
        type: 'setWorkflowEnabled',
        namespace,
        workflow: name,
        enabled,
        ...versionAskedFor(incoming),
      } as const
      return replyToControl(reply, { controls, request, schema: workflowSchema })
    })
  }

  app.post(`${ONE}/executions`, OPERATE, async (incoming, reply) => {
    const { namespace, name } = parsePart(workflowParamsSchema, 'path', incoming.params)
    const { dueTime, ...given } = parsePart(startExecutionRequestSchema, 'body', incoming.body ?? {})
    const due = dueTime === undefined ? {} : { dueTime: timeOf(dueTime) }
    const request = { type: 'startExecution', namespace, workflow: name, ...given, ...due } as const
    return replyToControl(reply, { controls, request, schema: startExecutionResponseSchema })
  })

  app.post(`${ONE}/executions/stop`, OPERATE, async (incoming, reply) => {
    const { namespace, name } = parsePart(workflowParamsSchema, 'path', incoming.params)
    const request = { type: 'stopExecutions', namespace, workflow: name } as const
    return replyToControl(reply, { controls, request, schema: stopExecutionsResponseSchema })
  })

  app.get(`${ONE}/snapshots`, READ, async (request) => {
    const of = parsePart(workflowParamsSchema, 'path', request.params)
    return listSnapshots(storage, of, parsePart(snapshotsSchema, 'query', request.query))
  })

  app.delete(ONE, CHANGE, async (incoming, reply) => {
    const { namespace, name } = parsePart(workflowParamsSchema, 'path', incoming.params)
    const request = { type: 'deleteWorkflow', namespace, workflow: name, ...versionAskedFor(incoming) } as const
    return replyToControl(reply, { controls, request, schema: workflowSchema })
  })
}
