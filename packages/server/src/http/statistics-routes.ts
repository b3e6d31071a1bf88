import {
  type ExecutionStatistics,
  executionStatisticsQuerySchema,
  findTaskExecutionsQuerySchema,
  foundTaskExecutionSchema,
  type Load,
} from '@aiflow/sdk/internal/api/executions'
import { pageOf, pageQuerySchema } from '@aiflow/sdk/internal/api/server'
import { taskPrincipal } from '@aiflow/sdk/internal/model'
import type { FastifyInstance } from 'fastify'
import type { SchedulerLoad } from '../log/commit-report.ts'
import type { FoundTaskExecution } from '../storage/storage.ts'
import type { HttpDependencies } from './dependencies.ts'
import { parsePart } from './parse-request.ts'
import { timeOf } from './workflow-execution-routes.ts'

const DAY_MS = 24 * 3_600_000
const BY_NAMESPACE = { config: { access: 'viewer', scope: 'query' } } as const
const READ_LOAD = { config: { access: 'viewer', scope: 'none' } } as const
const statisticsSchema = executionStatisticsQuerySchema.strict()
const findSchema = findTaskExecutionsQuerySchema.extend(pageQuerySchema.shape).strict()
const foundPageSchema = pageOf(foundTaskExecutionSchema)

/** What goes over many executions at once. */
export function addStatisticsRoutes(app: FastifyInstance, { storage, load }: HttpDependencies): void {
  app.get('/api/v1/statistics/executions', BY_NAMESPACE, async (request) => {
    const { since, until, parts, ...filter } = parsePart(statisticsSchema, 'query', request.query)
    const end = timeOf(until) ?? Date.now()
    const begin = Math.min(timeOf(since) ?? end - DAY_MS, end)
    const times = Array.from({ length: parts + 1 }, (_, index) => begin + Math.round(((end - begin) * index) / parts))
    const counts = await storage.countExecutions(filter, times)
    return {
      since: begin,
      until: end,
      parts: counts.map((of, index) => ({ time: times[index] ?? begin, counts: of })),
    } satisfies ExecutionStatistics
  })

  app.get('/api/v1/statistics/load', READ_LOAD, async () => loadOf(load(), await storage.countDeadLetters()))

  app.get('/api/v1/task-executions', BY_NAMESPACE, async (request) => {
    const { limit, cursor, ...search } = parsePart(findSchema, 'query', request.query)
    const { items, next } = await storage.findTaskExecutions(search, { limit, cursor })
    return foundPageSchema.parse({ items: await Promise.all(items.map(withLastEvent)), next })
  })

  async function withLastEvent(found: FoundTaskExecution) {
    const { workflowExecutionId, taskName, sequenceNumber, namespace, endTime } = found
    if (endTime !== null) return { ...found, lastEvent: null }
    const sender = `${workflowExecutionId}/${taskName}/${sequenceNumber}`
    const query = {
      namespace,
      sender,
      principal: taskPrincipal(sender),
      kinds: ['user'],
      beginOffset: 0,
      limit: 1,
      newestFirst: true,
    }
    const [event] = (await storage.listEvents(query)).items
    return { ...found, lastEvent: event ?? null }
  }
}

function loadOf({ executions, tasks, waitingTasks, queue, inbox }: SchedulerLoad, deadLetters: number): Load {
  return {
    workflowExecutions: Object.fromEntries(executions),
    taskExecutions: Object.fromEntries(tasks),
    waitingTasks,
    lag: { ...queue },
    inbox: { ...inbox },
    deadLetters,
  }
}
