import { executionStatisticsQuerySchema, findTaskExecutionsQuerySchema } from '@aiflow/sdk/internal/api/executions'
import { pageQuerySchema } from '@aiflow/sdk/internal/api/server'
import type { FastifyInstance } from 'fastify'
import { searchTaskExecutions } from '../../../requests/executions/search-task-executions.ts'
import { countExecutions, describeLoad } from '../../../requests/executions/statistics.ts'
import { countDeadLetters } from '../../../storage/reads/dead-letter-reads.ts'
import type { HttpDependencies } from '../../dependencies.ts'
import { parsePart } from '../../parsing/parse-request.ts'

const BY_NAMESPACE = { config: { access: 'viewer', scope: 'query' } } as const
const READ_LOAD = { config: { access: 'viewer', scope: 'none' } } as const
const statisticsSchema = executionStatisticsQuerySchema.strict()
const findSchema = findTaskExecutionsQuerySchema.extend(pageQuerySchema.shape).strict()

/** Routes over many executions. */
export function addStatisticsRoutes(app: FastifyInstance, { storage, load, now }: HttpDependencies): void {
  app.get('/api/v1/statistics/executions', BY_NAMESPACE, async (request) => {
    return countExecutions(storage, parsePart(statisticsSchema, 'query', request.query), now())
  })

  app.get('/api/v1/statistics/load', READ_LOAD, async () =>
    describeLoad(load(), await countDeadLetters(storage.deadLetters)),
  )

  app.get('/api/v1/task-executions', BY_NAMESPACE, async (request) => {
    const { limit, cursor, ...search } = parsePart(findSchema, 'query', request.query)
    return searchTaskExecutions(storage, search, { limit, cursor })
  })
}
