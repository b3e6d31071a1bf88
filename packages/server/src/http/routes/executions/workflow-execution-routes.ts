import { verdictsQuerySchema } from '@aiflow/sdk/internal/api/events'
import {
  executionControlResponseSchema,
  listTasksQuerySchema,
  listWorkflowExecutionsQuerySchema,
  rerunResponseSchema,
  showExecutionQuerySchema,
  stopExecutionQuerySchema,
  tasksPageSchema,
} from '@aiflow/sdk/internal/api/executions'
import { pageQuerySchema } from '@aiflow/sdk/internal/api/server'
import type { FastifyInstance } from 'fastify'
import type { ControlRequest } from '../../../log/control.ts'
import { optionalTime } from '../../../requests/events/event-queries.ts'
import { readExecution, tasksOf } from '../../../requests/executions/execution-detail.ts'
import { findExecution } from '../../../requests/executions/find-execution.ts'
import { verdictsOf } from '../../../requests/executions/verdicts-of-execution.ts'
import type { HttpDependencies } from '../../dependencies.ts'
import { executionParamsSchema } from '../../parsing/name-params.ts'
import { parsePart } from '../../parsing/parse-request.ts'
import { replyToControl } from '../../replies/control-replies.ts'

const listSchema = listWorkflowExecutionsQuerySchema.extend(pageQuerySchema.shape).strict()
const stopSchema = stopExecutionQuerySchema.strict()
const showSchema = showExecutionQuerySchema.strict()
const tasksSchema = listTasksQuerySchema.strict()
const verdictsSchema = verdictsQuerySchema.strict()
const LIST = { config: { access: 'viewer', scope: 'query' } } as const
const READ = { config: { access: 'viewer', scope: 'execution' } } as const
const OPERATE = { config: { access: 'operator', scope: 'execution' } } as const
const ONE = '/api/v1/workflow-executions/:id'
const VERBS: Readonly<Record<string, (workflowExecutionId: number) => ControlRequest>> = {
  pause: (workflowExecutionId) => ({ type: 'setExecutionPaused', workflowExecutionId, paused: true }),
  resume: (workflowExecutionId) => ({ type: 'setExecutionPaused', workflowExecutionId, paused: false }),
}

export function addWorkflowExecutionRoutes(
  app: FastifyInstance,
  { controls, live, storage, explainer }: HttpDependencies,
): void {
  app.get('/api/v1/workflow-executions', LIST, async (request) => {
    const { limit, cursor, beginAfter, beginBefore, label, ...filter } = parsePart(listSchema, 'query', request.query)
    const times = { beginAfter: optionalTime(beginAfter), beginBefore: optionalTime(beginBefore) }
    return storage.executions.list({ ...filter, ...times, labels: label }, { limit, cursor })
  })

  app.get(ONE, READ, async (request) => {
    const { id } = parsePart(executionParamsSchema, 'path', request.params)
    const { tasks } = parsePart(showSchema, 'query', request.query)
    return readExecution({ storage, live }, id, { withTasks: tasks !== 'none' })
  })

  app.get(`${ONE}/tasks`, READ, async (request) => {
    const { id } = parsePart(executionParamsSchema, 'path', request.params)
    const page = parsePart(tasksSchema, 'query', request.query)
    return tasksPageSchema.parse(await tasksOf({ storage, live }, await findExecution(storage, id), page))
  })

  for (const [verb, toRequest] of Object.entries(VERBS)) {
    app.post(`${ONE}/${verb}`, OPERATE, async (incoming, reply) => {
      const { id } = parsePart(executionParamsSchema, 'path', incoming.params)
      return replyToControl(reply, { controls, request: toRequest(id), schema: executionControlResponseSchema })
    })
  }

  app.post(`${ONE}/stop`, OPERATE, async (incoming, reply) => {
    const { id } = parsePart(executionParamsSchema, 'path', incoming.params)
    const { force } = parsePart(stopSchema, 'query', incoming.query)
    const request = { type: 'stopExecution', workflowExecutionId: id, ...(force ? { force } : {}) } as const
    return replyToControl(reply, { controls, request, schema: executionControlResponseSchema })
  })

  app.post(`${ONE}/rerun`, OPERATE, async (incoming, reply) => {
    const { id } = parsePart(executionParamsSchema, 'path', incoming.params)
    const request = { type: 'rerunExecution', workflowExecutionId: id } as const
    return replyToControl(reply, { controls, request, schema: rerunResponseSchema })
  })

  app.delete(ONE, OPERATE, async (incoming, reply) => {
    const { id } = parsePart(executionParamsSchema, 'path', incoming.params)
    const request = { type: 'deleteExecution', workflowExecutionId: id } as const
    return replyToControl(reply, { controls, request, schema: executionControlResponseSchema })
  })

  app.get(`${ONE}/verdicts`, READ, async (request) => {
    const { id } = parsePart(executionParamsSchema, 'path', request.params)
    const { task, event, ...page } = parsePart(verdictsSchema, 'query', request.query)
    return verdictsOf({ storage, explainer }, { workflowExecutionId: id, task, event }, page)
  })
}
