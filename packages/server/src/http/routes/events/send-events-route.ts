import { newEventSchema, type ParsedNewEvent, sendEventsRequestSchema } from '@aiflow/sdk/internal/api/events'
import type { FastifyInstance } from 'fastify'
import type { AppendResult } from '../../../log/event-log.ts'
import { toUserEvent } from '../../../requests/events/event-scope.ts'
import type { HttpDependencies } from '../../dependencies.ts'
import { parsePart } from '../../parsing/parse-request.ts'
import { idempotencyKeyOf } from '../../replies/control-replies.ts'

const ACCESS = { access: 'operator|task', scope: 'events' } as const
const JSON_TYPE = 'application/json; charset=utf-8'
const batchSchema = sendEventsRequestSchema.options[0]

/** The busiest route. Its answer is serialized by hand. */
export function addSendEventsRoute(app: FastifyInstance, { eventLog, limits }: HttpDependencies): void {
  const options = { bodyLimit: limits.eventsBytes, config: ACCESS }
  app.post('/api/v1/events', options, async (request, reply) => {
    const requestKey = idempotencyKeyOf(request)
    const events = parseEvents(request.body).map((event) => ({
      ...toUserEvent(event, request.identity),
      requestId: request.id,
      requestKey,
    }))
    const results = await eventLog.append(events)
    return reply.header('content-type', JSON_TYPE).send(writeResults(results))
  })
}

function parseEvents(body: unknown): readonly ParsedNewEvent[] {
  // Not a union, whose errors would describe both forms.
  if (typeof body === 'object' && body !== null && 'events' in body) return parsePart(batchSchema, 'body', body).events
  return [parsePart(newEventSchema, 'body', body)]
}

function writeResults(results: readonly AppendResult[]): string {
  let text = '{"offsets":['
  for (const [index, { offset, duplicate }] of results.entries()) {
    text += `${index === 0 ? '' : ','}{"offset":${offset},"duplicate":${duplicate}}`
  }
  return `${text}]}`
}
