import { countEventsResponseSchema, eventFilterSchema, listEventsQuerySchema } from '@aiflow/sdk/internal/api/events'
import type { FastifyInstance } from 'fastify'
import * as z from 'zod'
import { parseTime } from '../../../requests/events/event-queries.ts'
import { countEvents, listEvents } from '../../../requests/events/list-events.ts'
import type { HttpDependencies } from '../../dependencies.ts'
import { parsePart } from '../../parsing/parse-request.ts'

const listSchema = listEventsQuerySchema.strict()
const countSchema = eventFilterSchema.strict()
const offsetSchema = z.object({ time: z.string() }).strict()
const READ = { config: { access: 'viewer|task', scope: 'query' } } as const
const READ_OFFSET = { config: { access: 'viewer|task', scope: 'none' } } as const

export function addEventReadRoutes(app: FastifyInstance, { storage }: HttpDependencies): void {
  app.get('/api/v1/events', READ, async (request) => {
    return listEvents(storage, parsePart(listSchema, 'query', request.query), request.identity)
  })

  app.get('/api/v1/events/count', READ, async (request) => {
    const filter = parsePart(countSchema, 'query', request.query)
    return countEventsResponseSchema.parse(await countEvents(storage, filter, request.identity))
  })

  app.get('/api/v1/events/offset', READ_OFFSET, async (request) => {
    const { time } = parsePart(offsetSchema, 'query', request.query)
    return { offset: await storage.events.offsetOfTime(parseTime(time)) }
  })
}
