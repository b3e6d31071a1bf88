import {
  countEventsResponseSchema,
  eventFilterSchema,
  type ListEventsResponse,
  listEventsQuerySchema,
} from '@aiflow/sdk/internal/api/events'
import type { Event } from '@aiflow/sdk/internal/model'
import type { FastifyInstance } from 'fastify'
import * as z from 'zod'
import type { StoredEvent } from '../storage/rows.ts'
import type { HttpDependencies } from './dependencies.ts'
import { parseTime, toEventQuery } from './event-queries.ts'
import { parsePart } from './parse-request.ts'

const listSchema = listEventsQuerySchema.strict()
const countSchema = eventFilterSchema.strict()
const offsetSchema = z.object({ time: z.string() }).strict()
const READ = { config: { access: 'viewer|task', scope: 'query' } } as const
const READ_OFFSET = { config: { access: 'viewer|task', scope: 'none' } } as const

export function addEventReadRoutes(app: FastifyInstance, { storage }: HttpDependencies): void {
  app.get('/api/v1/events', READ, async (request): Promise<ListEventsResponse> => {
    const { limit, newestFirst, ...filter } = parsePart(listSchema, 'query', request.query)
    const query = await toEventQuery(filter, request.identity, storage)
    const { items, isCut } = await storage.listEvents({ ...query, limit, newestFirst })
    const last = isCut ? items.at(-1) : undefined
    // The end of a page is inclusive, its beginning is not.
    const next = last === undefined ? null : last.offset - (newestFirst ? 1 : 0)
    return { items: items.map(toEvent), next }
  })

  app.get('/api/v1/events/count', READ, async (request) => {
    const filter = parsePart(countSchema, 'query', request.query)
    const query = await toEventQuery(filter, request.identity, storage)
    return countEventsResponseSchema.parse(await storage.countEvents(query))
  })

  app.get('/api/v1/events/offset', READ_OFFSET, async (request) => {
    const { time } = parsePart(offsetSchema, 'query', request.query)
    return { offset: await storage.offsetOfTime(parseTime(time)) }
  })
}

/** What people see of an event. */
export function toEvent(stored: StoredEvent): Event {
  const { offset, kind, namespace, key, value, sender, principal, context, workflowExecutionId, createTime } = stored
  return { offset, kind, namespace, key, value, sender, principal, context, workflowExecutionId, createTime }
}
