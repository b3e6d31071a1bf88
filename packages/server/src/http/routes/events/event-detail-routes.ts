import { eventDetailSchema, eventEffectsSchema } from '@aiflow/sdk/internal/api/events'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { checkReadable } from '../../../requests/events/event-scope.ts'
import { findEvent } from '../../../requests/events/find-event.ts'
import type { StoredEvent } from '../../../storage/rows.ts'
import type { HttpDependencies } from '../../dependencies.ts'
import { eventParamsSchema } from '../../parsing/name-params.ts'
import { parsePart } from '../../parsing/parse-request.ts'

const READ = { config: { access: 'viewer', scope: 'event' } } as const
const ONE = '/api/v1/events/:event'

/** One event with its cause and its effects. */
export function addEventDetailRoutes(app: FastifyInstance, { storage, explainer }: HttpDependencies): void {
  app.get(ONE, READ, async (request) => {
    const event = await readEvent(request)
    const deadLetters = await storage.deadLetters.ofEvent(event.offset)
    return eventDetailSchema.parse({ ...event, deadLetters })
  })

  app.get(`${ONE}/effects`, READ, async (request) => {
    return eventEffectsSchema.parse(await explainer.effectsOf(await readEvent(request)))
  })

  async function readEvent({ params, identity }: FastifyRequest): Promise<StoredEvent> {
    const event = await findEvent(storage, parsePart(eventParamsSchema, 'path', params).event)
    checkReadable(event, identity)
    return event
  }
}
