import {
  AIFlowError,
  addTriggerRequestSchema,
  deleteAllResponseSchema,
  pageQuerySchema,
  workflowTriggerSchema,
} from '@aiflow/sdk/internal'
import type { FastifyInstance } from 'fastify'
import type { TriggerRow } from '../storage/rows.ts'
import type { ReadStorage } from '../storage/storage.ts'
import { replyToControl } from './control-replies.ts'
import type { HttpDependencies } from './dependencies.ts'
import { namedOfWorkflowParamsSchema, workflowParamsSchema } from './name-params.ts'
import { ofWorkflowQuerySchema } from './of-workflow.ts'
import { parsePart } from './parse-request.ts'
import { tellVersion, versionAskedFor } from './versions.ts'

const LIST = { config: { access: 'viewer', scope: 'query' } } as const
const READ = { config: { access: 'viewer', scope: 'path' } } as const
const OPERATE = { config: { access: 'operator', scope: 'path' } } as const
const CHANGE = { config: { access: 'author', scope: 'path' } } as const
const OF_WORKFLOW = '/api/v1/workflows/:namespace/:name/triggers'
const ONE = '/api/v1/workflows/:namespace/:workflow/triggers/:name'
const schema = workflowTriggerSchema

export function addTriggerRoutes(app: FastifyInstance, { ring, storage }: HttpDependencies): void {
  app.get('/api/v1/triggers', LIST, async (request) => {
    const { limit, cursor, ...filter } = parsePart(ofWorkflowQuerySchema, 'query', request.query)
    return storage.pageTriggers(filter, { limit, cursor })
  })

  app.get(OF_WORKFLOW, READ, async (request) => {
    const { namespace, name } = parsePart(workflowParamsSchema, 'path', request.params)
    const page = parsePart(pageQuerySchema.strict(), 'query', request.query)
    return storage.pageTriggers({ namespace, workflow: name }, page)
  })

  app.post(OF_WORKFLOW, CHANGE, async (incoming, reply) => {
    const { namespace, name: workflow } = parsePart(workflowParamsSchema, 'path', incoming.params)
    const trigger = parsePart(addTriggerRequestSchema, 'body', incoming.body)
    const request = { type: 'addTrigger', namespace, workflow, ...trigger } as const
    return replyToControl(reply, { ring, request, schema })
  })

  app.get(ONE, READ, async (request, reply) => {
    const trigger = await findTrigger(storage, request.params)
    tellVersion(reply, trigger)
    return trigger
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

  app.delete(OF_WORKFLOW, CHANGE, async (incoming, reply) => {
    const { namespace, name: workflow } = parsePart(workflowParamsSchema, 'path', incoming.params)
    const request = { type: 'deleteTriggers', namespace, workflow } as const
    return replyToControl(reply, { ring, request, schema: deleteAllResponseSchema })
  })
}

/** The trigger that a path names. Throws `TRIGGER_NOT_FOUND`. */
async function findTrigger(storage: ReadStorage, params: unknown): Promise<TriggerRow> {
  const { namespace, workflow, name } = parsePart(namedOfWorkflowParamsSchema, 'path', params)
  const [found] = await storage.listTriggers({ namespace, workflow, name })
  if (found !== undefined) return found
  const message = `The workflow "${workflow}" has no trigger "${name}". Look at the list of triggers.`
  throw new AIFlowError('TRIGGER_NOT_FOUND', message, { details: { namespace, workflow, trigger: name } })
}
