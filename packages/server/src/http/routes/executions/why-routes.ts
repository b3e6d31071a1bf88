import { whyNotSchema, whyNotTriggerSchema, whyQuerySchema, whySchema } from '@aiflow/sdk/internal/api/events'
import type { FastifyInstance } from 'fastify'
import { findExecution } from '../../../requests/executions/find-execution.ts'
import { findTaskExecution } from '../../../requests/executions/find-task-execution.ts'
import { findTrigger } from '../../../requests/workflows/starts-of-workflow.ts'
import type { HttpDependencies } from '../../dependencies.ts'
import { namedOfWorkflowParamsSchema, taskParamsSchema } from '../../parsing/name-params.ts'
import { parsePart } from '../../parsing/parse-request.ts'
import { taskExecutionNameOf } from '../../parsing/task-execution-name.ts'

const querySchema = whyQuerySchema.strict()
const READ = { config: { access: 'viewer', scope: 'execution' } } as const
const READ_TRIGGER = { config: { access: 'viewer', scope: 'path' } } as const
const EXECUTION = '/api/v1/workflow-executions/:id'

/** Why a task ran, and why it does not. */
export function addWhyRoutes(app: FastifyInstance, { storage, explainer }: HttpDependencies): void {
  app.get(`${EXECUTION}/task-executions/:task/:sequence/why`, READ, async (request) => {
    const { depth } = parsePart(querySchema, 'query', request.query)
    return whySchema.parse(
      await explainer.why(await findTaskExecution(storage, taskExecutionNameOf(request.params)), depth),
    )
  })

  app.get(`${EXECUTION}/tasks/:task/why-not`, READ, async (request) => {
    const { id, task } = parsePart(taskParamsSchema, 'path', request.params)
    return whyNotSchema.parse(await explainer.whyNot(await findExecution(storage, id), task))
  })

  app.get('/api/v1/workflows/:namespace/:workflow/triggers/:name/why-not', READ_TRIGGER, async (request) => {
    return whyNotTriggerSchema.parse(
      await explainer.whyNotTrigger(
        await findTrigger(storage, parsePart(namedOfWorkflowParamsSchema, 'path', request.params)),
      ),
    )
  })
}
