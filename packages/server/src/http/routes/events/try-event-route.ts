import { triedEventSchema, tryEventRequestSchema } from '@aiflow/sdk/internal/api/events'
import type { FastifyInstance } from 'fastify'
import { toUserEvent } from '../../../requests/events/event-scope.ts'
import type { HttpDependencies } from '../../dependencies.ts'
import { parsePart } from '../../parsing/parse-request.ts'

const READ = { access: 'viewer', scope: 'events' } as const

/** What an event would do. It has a body because an event is too large for a query, but it only reads. */
export function addTryEventRoute(app: FastifyInstance, { explainer, limits }: HttpDependencies): void {
  app.post('/api/v1/events/try', { bodyLimit: limits.eventsBytes, config: READ }, async (request) => {
    const event = parsePart(tryEventRequestSchema, 'body', request.body)
    return triedEventSchema.parse(await explainer.tryEvent(toUserEvent(event, request.identity)))
  })
}
