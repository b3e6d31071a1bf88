import { eventDetailSchema, eventEffectsSchema } from '@aiflow/sdk/internal'
import type { FastifyInstance } from 'fastify'
import type { HttpDependencies } from './dependencies.ts'
import { findEvent } from './find-event.ts'
import { eventParamsSchema } from './name-params.ts'
import { parsePart } from './parse-request.ts'

const READ = { config: { access: 'viewer', scope: 'event' } } as const
const ONE = '/api/v1/events/:event'

/** One event: where it comes from, and what came of it. */
export function addEventDetailRoutes(app: FastifyInstance, { storage, explainer }: HttpDependencies): void {
  app.get(ONE, READ, async (request) => {
    const { event: offset } = parsePart(eventParamsSchema, 'path', request.params)
    const event = await findEvent(storage, offset)
    return eventDetailSchema.parse({ ...event, deadLetters: await storage.listDeadLettersOfEvent(offset) })
  })

  app.get(`${ONE}/effects`, READ, async (request) => {
    const { event: offset } = parsePart(eventParamsSchema, 'path', request.params)
    return eventEffectsSchema.parse(await explainer.effectsOf(await findEvent(storage, offset)))
  })
}
