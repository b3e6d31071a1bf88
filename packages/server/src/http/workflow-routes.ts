import {
  AIFlowError,
  pageQuerySchema,
  startExecutionResponseSchema,
  type WorkflowDetail,
  workflowDetailSchema,
  workflowSchema,
} from '@aiflow/sdk/internal'
import type { FastifyInstance } from 'fastify'
import * as z from 'zod'
import type { SnapshotRow } from '../storage/rows.ts'
import { replyToControl } from './control-replies.ts'
import type { HttpDependencies } from './dependencies.ts'
import { workflowParamsSchema } from './name-params.ts'
import { parsePart } from './parse-request.ts'

const listSchema = pageQuerySchema.extend({ namespace: z.string().optional() }).strict()
const LIST = { config: { access: 'viewer', scope: 'query' } } as const
const READ = { config: { access: 'viewer', scope: 'path' } } as const
const OPERATE = { config: { access: 'operator', scope: 'path' } } as const
const ONE = '/api/v1/workflows/:namespace/:name'

export function addWorkflowRoutes(app: FastifyInstance, { ring, storage, blobs }: HttpDependencies): void {
  app.get('/api/v1/workflows', LIST, async (request) => {
    const { namespace, ...page } = parsePart(listSchema, 'query', request.query)
    return storage.listWorkflows({ namespace }, page)
  })

  app.get(ONE, READ, async (request): Promise<WorkflowDetail> => {
    const { namespace, name } = parsePart(workflowParamsSchema, 'path', request.params)
    const workflow = await storage.findWorkflow(namespace, name)
    const snapshot = workflow === null ? null : await storage.findSnapshot(workflow.snapshotHash)
    if (workflow === null || snapshot === null) throw workflowNotFound(namespace, name)
    return workflowDetailSchema.parse({
      ...workflow,
      definition: snapshot.definition,
      source: await sourceOf(snapshot),
    })
  })

  for (const [verb, enabled] of [
    ['enable', true],
    ['disable', false],
  ] as const) {
    app.post(`${ONE}/${verb}`, OPERATE, async (incoming, reply) => {
      const { namespace, name } = parsePart(workflowParamsSchema, 'path', incoming.params)
      const request = { type: 'setWorkflowEnabled', namespace, workflow: name, enabled } as const
      return replyToControl(reply, { ring, request, schema: workflowSchema })
    })
  }

  app.post(`${ONE}/executions`, OPERATE, async (incoming, reply) => {
    const { namespace, name } = parsePart(workflowParamsSchema, 'path', incoming.params)
    const request = { type: 'startExecution', namespace, workflow: name } as const
    return replyToControl(reply, { ring, request, schema: startExecutionResponseSchema })
  })

  async function sourceOf({ source }: SnapshotRow): Promise<WorkflowDetail['source']> {
    if (source === null) return null
    return { path: source.path, text: Buffer.from(await blobs.get(source.blob)).toString('utf8') }
  }
}

function workflowNotFound(namespace: string, name: string): AIFlowError {
  const message = `The namespace "${namespace}" has no workflow "${name}". Upload it first, or look at the list of workflows.`
  return new AIFlowError('WORKFLOW_NOT_FOUND', message, { details: { namespace, workflow: name } })
}
