import { whyNotSchema, whyNotTriggerSchema, whyQuerySchema, whySchema } from '@aiflow/sdk/internal/api/events'
import type { FastifyInstance } from 'fastify'
import type { HttpDependencies } from './dependencies.ts'
import { findTaskExecution } from './find-task-execution.ts'
import { taskParamsSchema } from './name-params.ts'
import { parsePart } from './parse-request.ts'
import { findTrigger } from './trigger-routes.ts'
import { findExecution } from './workflow-execution-routes.ts'

const querySchema = whyQuerySchema.strict()
const READ = { config: { access: 'viewer', scope: 'execution' } } as const
const READ_TRIGGER = { config: { access: 'viewer', scope: 'path' } } as const
const EXECUTION = '/api/v1/workflow-executions/:id'

/** Why a task ran, and why it does not. */
export function addWhyRoutes(app: FastifyInstance, { storage, explainer }: HttpDependencies): void {
  app.get(`${EXECUTION}/task-executions/:task/:sequence/why`, READ, async (request) => {
    const { depth } = parsePart(querySchema, 'query', request.query)
    return whySchema.parse(await explainer.why(await findTaskExecution(storage, request.params), depth))
  })

  app.get(`${EXECUTION}/tasks/:task/why-not`, READ, async (request) => {
    const { id, task } = parsePart(taskParamsSchema, 'path', request.params)
    return whyNotSchema.parse(await explainer.whyNot(await findExecution(storage, id), task))
  })

  app.get('/api/v1/workflows/:namespace/:workflow/triggers/:name/why-not', READ_TRIGGER, async (request) => {
    return whyNotTriggerSchema.parse(await explainer.whyNotTrigger(await findTrigger(storage, request.params)))
  })
}
