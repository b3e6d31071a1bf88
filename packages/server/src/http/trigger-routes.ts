import { addTriggerRequestSchema, workflowTriggerSchema } from '@aiflow/sdk/internal'
import type { FastifyInstance } from 'fastify'
import { replyToControl } from './control-replies.ts'
import type { HttpDependencies } from './dependencies.ts'
import { namedOfWorkflowParamsSchema, workflowParamsSchema } from './name-params.ts'
import { ofWorkflowQuerySchema } from './of-workflow.ts'
import { parsePart } from './parse-request.ts'
import { versionAskedFor } from './versions.ts'

const LIST = { config: { access: 'viewer', scope: 'query' } } as const
const READ = { config: { access: 'viewer', scope: 'path' } } as const
const OPERATE = { config: { access: 'operator', scope: 'path' } } as const
const CHANGE = { config: { access: 'author', scope: 'path' } } as const
const OF_WORKFLOW = '/api/v1/workflows/:namespace/:name/triggers'
const ONE = '/api/v1/workflows/:namespace/:workflow/triggers/:name'
const schema = workflowTriggerSchema

export function addTriggerRoutes(app: FastifyInstance, { ring, storage }: HttpDependencies): void {
  app.get('/api/v1/triggers', LIST, async (request) => {
    const items = await storage.listTriggers(parsePart(ofWorkflowQuerySchema, 'query', request.query))
    return { items, next: null }
  })

  app.get(OF_WORKFLOW, READ, async (request) => {
    const { namespace, name } = parsePart(workflowParamsSchema, 'path', request.params)
    return { items: await storage.listTriggers({ namespace, workflow: name }), next: null }
  })

  app.post(OF_WORKFLOW, CHANGE, async (incoming, reply) => {
    const { namespace, name: workflow } = parsePart(workflowParamsSchema, 'path', incoming.params)
    const trigger = parsePart(addTriggerRequestSchema, 'body', incoming.body)
    const request = { type: 'addTrigger', namespace, workflow, ...trigger } as const
    return replyToControl(reply, { ring, request, schema })
  })

  for (const [verb, paused] of [
    ['pause', true],
    ['resume', false],
  ] as const) {
    app.post(`${ONE}/${verb}`, OPERATE, async (incoming, reply) => {
      const named = parsePart(namedOfWorkflowParamsSchema, 'path', incoming.params)
      const request = { type: 'setTriggerPaused', paused, ...named, ...versionAskedFor(incoming) } as const
      return replyToControl(reply, { ring, request, schema })
    })
  }

  app.delete(ONE, CHANGE, async (incoming, reply) => {
    const named = parsePart(namedOfWorkflowParamsSchema, 'path', incoming.params)
    const request = { type: 'deleteTrigger', ...named, ...versionAskedFor(incoming) } as const
    return replyToControl(reply, { ring, request, schema })
  })
}
