import {
  logChunkSchema,
  logMatchesSchema,
  readLogsQuerySchema,
  searchLogsQuerySchema,
} from '@aiflow/sdk/internal/api/executions'
import type { FastifyInstance } from 'fastify'
import { parseTime } from '../../../requests/events/event-queries.ts'
import { attemptOf } from '../../../requests/executions/logged-attempts.ts'
import { findAttempts } from '../../../requests/executions/task-items.ts'
import type { HttpDependencies } from '../../dependencies.ts'
import { parsePart } from '../../parsing/parse-request.ts'
import { taskExecutionNameOf } from '../../parsing/task-execution-name.ts'

const readSchema = readLogsQuerySchema.strict()
const searchSchema = searchLogsQuerySchema.strict()
const READ = { config: { access: 'viewer', scope: 'execution' } } as const
const LOGS = '/api/v1/workflow-executions/:id/task-executions/:task/:sequence/logs'

/** The logs of attempts, which the worker that ran them keeps. */
export function addTaskLogRoutes(app: FastifyInstance, { storage, workers }: HttpDependencies): void {
  app.get(LOGS, READ, async (request) => {
    const { attempt, item, since, ...range } = parsePart(readSchema, 'query', request.query)
    const time = since === undefined ? undefined : parseTime(since)
    const named = attemptOf(await findAttempts(storage, taskExecutionNameOf(request.params), item), attempt)
    const chunk = await workers.readLog(named.workerId, named.attemptId, { ...range, since: time })
    return logChunkSchema.parse({ ...chunk, attempt: named.attemptNumber })
  })

  app.get(`${LOGS}/search`, READ, async (request) => {
    const { attempt, item, ...search } = parsePart(searchSchema, 'query', request.query)
    const named = attemptOf(await findAttempts(storage, taskExecutionNameOf(request.params), item), attempt)
    const found = await workers.searchLog(named.workerId, named.attemptId, search)
    return logMatchesSchema.parse({ ...found, attempt: named.attemptNumber })
  })
}
