import {
  listItemsQuerySchema,
  stopTaskQuerySchema,
  taskActionResponseSchema,
  taskExecutionSchema,
  taskItemSchema,
} from '@aiflow/sdk/internal/api/executions'
import { pageOf, pageQuerySchema } from '@aiflow/sdk/internal/api/server'
import { TaskAction } from '@aiflow/sdk/internal/model'
import type { FastifyInstance } from 'fastify'
import * as z from 'zod'
import { findExecution } from '../../../requests/executions/find-execution.ts'
import { readTaskExecution } from '../../../requests/executions/task-execution-detail.ts'
import { listTaskItems, readTaskItem } from '../../../requests/executions/task-items.ts'
import type { HttpDependencies } from '../../dependencies.ts'
import { executionParamsSchema, itemParamsSchema, taskParamsSchema } from '../../parsing/name-params.ts'
import { parsePart } from '../../parsing/parse-request.ts'
import { taskExecutionNameOf } from '../../parsing/task-execution-name.ts'
import { replyToControl } from '../../replies/control-replies.ts'

const listSchema = pageQuerySchema.extend({ task: z.string().optional() }).strict()
const noQuerySchema = z.object({ force: z.undefined().optional() }).strict()
const actionSchemas = { START: noQuerySchema, STOP: stopTaskQuerySchema.strict(), RESTART: noQuerySchema } as const
const itemsSchema = pageQuerySchema.extend(listItemsQuerySchema.shape).strict()
const itemPageSchema = pageOf(taskItemSchema)
const responsePageSchema = pageOf(taskExecutionSchema)
const READ = { config: { access: 'viewer', scope: 'execution' } } as const
const OPERATE = { config: { access: 'operator', scope: 'execution' } } as const
const OF_EXECUTION = '/api/v1/workflow-executions/:id'
const ONE = `${OF_EXECUTION}/task-executions/:task/:sequence`

export function addTaskExecutionRoutes(app: FastifyInstance, { controls, live, storage }: HttpDependencies): void {
  app.get(`${OF_EXECUTION}/task-executions`, READ, async (request) => {
    const { id } = parsePart(executionParamsSchema, 'path', request.params)
    const { task, ...page } = parsePart(listSchema, 'query', request.query)
    await findExecution(storage, id)
    return responsePageSchema.parse(await storage.tasks.list({ workflowExecutionId: id, task }, page))
  })

  app.get(ONE, READ, async (request) => readTaskExecution({ storage, live }, taskExecutionNameOf(request.params)))

  app.get(`${ONE}/items`, READ, async (request) => {
    const query = parsePart(itemsSchema, 'query', request.query)
    return itemPageSchema.parse(await listTaskItems(storage, taskExecutionNameOf(request.params), query))
  })

  app.get(`${ONE}/items/:item`, READ, async (request) => {
    const name = taskExecutionNameOf(request.params)
    const { item } = parsePart(itemParamsSchema, 'path', request.params)
    return taskItemSchema.parse(await readTaskItem(storage, name, item))
  })

  for (const action of TaskAction.values) {
    app.post(`${OF_EXECUTION}/tasks/:task/${action.toLowerCase()}`, OPERATE, async (incoming, reply) => {
      const { id, task } = parsePart(taskParamsSchema, 'path', incoming.params)
      const { force } = parsePart(actionSchemas[action], 'query', incoming.query)
      const of = { workflowExecutionId: id, task }
      const request = force ? ({ type: 'forceStop', ...of } as const) : ({ type: 'taskAction', ...of, action } as const)
      return replyToControl(reply, { controls, request, schema: taskActionResponseSchema })
    })
  }

  app.post(`${OF_EXECUTION}/tasks/:task/retry`, OPERATE, async (incoming, reply) => {
    const { id, task } = parsePart(taskParamsSchema, 'path', incoming.params)
    const request = { type: 'retryTask', workflowExecutionId: id, task } as const
    return replyToControl(reply, { controls, request, schema: taskActionResponseSchema })
  })
}
