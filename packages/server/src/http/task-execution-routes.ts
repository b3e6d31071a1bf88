import {
  AIFlowError,
  pageOf,
  pageQuerySchema,
  readLogsQuerySchema,
  TaskAction,
  taskActionResponseSchema,
  taskExecutionSchema,
} from '@aiflow/sdk/internal'
import type { FastifyInstance } from 'fastify'
import * as z from 'zod'
import type { TaskExecutionRow } from '../storage/rows.ts'
import { replyToControl } from './control-replies.ts'
import type { HttpDependencies } from './dependencies.ts'
import { findTaskExecution } from './find-task-execution.ts'
import { executionParamsSchema, taskParamsSchema } from './name-params.ts'
import { parsePart } from './parse-request.ts'
import { findExecution } from './workflow-execution-routes.ts'

const listSchema = pageQuerySchema.extend({ task: z.string().optional() }).strict()
const logsSchema = readLogsQuerySchema.strict()
const responsePageSchema = pageOf(taskExecutionSchema)
const READ = { config: { access: 'viewer', scope: 'execution' } } as const
const OPERATE = { config: { access: 'operator', scope: 'execution' } } as const
const OF_EXECUTION = '/api/v1/workflow-executions/:id'
const ONE = `${OF_EXECUTION}/task-executions/:task/:sequence`

export function addTaskExecutionRoutes(app: FastifyInstance, { ring, storage, workers }: HttpDependencies): void {
  app.get(`${OF_EXECUTION}/task-executions`, READ, async (request) => {
    const { id } = parsePart(executionParamsSchema, 'path', request.params)
    const { task, ...page } = parsePart(listSchema, 'query', request.query)
    await findExecution(storage, id)
    return responsePageSchema.parse(await storage.listTaskExecutions({ workflowExecutionId: id, task }, page))
  })

  app.get(ONE, READ, async (request) => taskExecutionSchema.parse(await findTaskExecution(storage, request.params)))

  app.get(`${ONE}/logs`, READ, async (request) => {
    const { attempt, ...range } = parsePart(logsSchema, 'query', request.query)
    const { workerId, attemptId } = attemptOf(await findTaskExecution(storage, request.params), attempt)
    return workers.readLog(workerId, attemptId, range)
  })

  for (const action of Object.values(TaskAction)) {
    app.post(`${OF_EXECUTION}/tasks/:task/${action.toLowerCase()}`, OPERATE, async (incoming, reply) => {
      const { id, task } = parsePart(taskParamsSchema, 'path', incoming.params)
      const request = { type: 'taskAction', workflowExecutionId: id, task, action } as const
      return replyToControl(reply, { ring, request, schema: taskActionResponseSchema })
    })
  }
}

/** The attempt that is asked for; where none is, the last one that was handed to a worker. */
function attemptOf(row: TaskExecutionRow, attempt: number | undefined): { workerId: string; attemptId: string } {
  const { attemptNumber, attemptId, workerId, previousAttempts } = row
  const isCurrent = attempt === undefined || attempt === attemptNumber
  if (isCurrent && attemptId !== null && workerId !== null) return { workerId, attemptId }
  const found =
    attempt === undefined
      ? previousAttempts.at(-1)
      : previousAttempts.find((previous) => previous.attemptNumber === attempt)
  if (found !== undefined) return found
  if (isCurrent) throw logNotFound('Nothing was written yet: the attempt has not started.')
  throw logNotFound(`There is no log of attempt ${attempt}. The last one is attempt ${attemptNumber}.`)
}

function logNotFound(message: string): AIFlowError {
  return new AIFlowError('LOG_NOT_FOUND', message)
}
