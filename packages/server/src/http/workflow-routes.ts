import {
  startExecutionRequestSchema,
  startExecutionResponseSchema,
  stopExecutionsResponseSchema,
} from '@aiflow/sdk/internal/api/executions'
import { pageQuerySchema } from '@aiflow/sdk/internal/api/server'
import {
  listWorkflowsQuerySchema,
  type WorkflowDetail,
  workflowDetailSchema,
  workflowSchema,
} from '@aiflow/sdk/internal/api/workflows'
import { AIFlowError } from '@aiflow/sdk/internal/errors'
import type { FastifyInstance } from 'fastify'
import { replyToControl } from './control-replies.ts'
import type { HttpDependencies } from './dependencies.ts'
import { workflowParamsSchema } from './name-params.ts'
import { parsePart } from './parse-request.ts'
import { sourceOf } from './snapshot-source.ts'
import { tellVersion, versionAskedFor } from './versions.ts'

const listSchema = pageQuerySchema.extend(listWorkflowsQuerySchema.shape).strict()
const snapshotsSchema = pageQuerySchema.strict()
const LIST = { config: { access: 'viewer', scope: 'query' } } as const
const READ = { config: { access: 'viewer', scope: 'path' } } as const
const OPERATE = { config: { access: 'operator', scope: 'path' } } as const
const CHANGE = { config: { access: 'author', scope: 'path' } } as const
const ONE = '/api/v1/workflows/:namespace/:name'

export function addWorkflowRoutes(app: FastifyInstance, { ring, storage, blobs }: HttpDependencies): void {
  app.get('/api/v1/workflows', LIST, async (request) => {
    const { limit, cursor, recent, ...filter } = parsePart(listSchema, 'query', request.query)
    const { items, next } = await storage.listWorkflows(filter, { limit, cursor })
    if (recent === undefined) return { items, next }
    const executions = await storage.listRecentExecutions(items, recent)
    return { items: items.map((item, index) => ({ ...item, recent: executions[index] })), next }
  })

  app.get(ONE, READ, async (request, reply): Promise<WorkflowDetail> => {
    const { namespace, name } = parsePart(workflowParamsSchema, 'path', request.params)
    const workflow = await storage.findWorkflow(namespace, name)
    const snapshot = workflow === null ? null : await storage.findSnapshot(workflow.snapshotHash)
    if (workflow === null || snapshot === null) throw workflowNotFound(namespace, name)
    tellVersion(reply, workflow)
    const { definition } = snapshot
    return workflowDetailSchema.parse({ ...workflow, definition, source: await sourceOf(blobs, snapshot, request) })
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
      return replyToControl(reply, { ring, request, schema: workflowSchema })
    })
  }

  app.post(`${ONE}/executions`, OPERATE, async (incoming, reply) => {
    const { namespace, name } = parsePart(workflowParamsSchema, 'path', incoming.params)
    const { parameters } = parsePart(startExecutionRequestSchema, 'body', incoming.body ?? {})
    const request = { type: 'startExecution', namespace, workflow: name, parameters } as const
    return replyToControl(reply, { ring, request, schema: startExecutionResponseSchema })
  })

  app.post(`${ONE}/executions/stop`, OPERATE, async (incoming, reply) => {
    const { namespace, name } = parsePart(workflowParamsSchema, 'path', incoming.params)
    const request = { type: 'stopExecutions', namespace, workflow: name } as const
    return replyToControl(reply, { ring, request, schema: stopExecutionsResponseSchema })
  })

  app.get(`${ONE}/snapshots`, READ, async (request) => {
    const { namespace, name } = parsePart(workflowParamsSchema, 'path', request.params)
    const page = parsePart(snapshotsSchema, 'query', request.query)
    if ((await storage.findWorkflow(namespace, name)) === null) throw workflowNotFound(namespace, name)
    return storage.listSnapshots({ namespace, workflow: name }, page)
  })

  app.delete(ONE, CHANGE, async (incoming, reply) => {
    const { namespace, name } = parsePart(workflowParamsSchema, 'path', incoming.params)
    const request = { type: 'deleteWorkflow', namespace, workflow: name, ...versionAskedFor(incoming) } as const
    return replyToControl(reply, { ring, request, schema: workflowSchema })
  })
}

function workflowNotFound(namespace: string, name: string): AIFlowError {
  const message = `The namespace "${namespace}" has no workflow "${name}". Upload it first, or look at the list of workflows.`
  return new AIFlowError('WORKFLOW_NOT_FOUND', message, { details: { namespace, workflow: name } })
}
