import { listenQuerySchema } from '@aiflow/sdk/internal/api/events'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { offsetBefore } from '../../requests/events/event-queries.ts'
import { readableBy } from '../../requests/events/event-scope.ts'
import { type FollowedPart, type FollowOptions, followLog } from '../../requests/events/follow-log.ts'
import { toEvent } from '../../requests/events/list-events.ts'
import type { HttpDependencies } from '../dependencies.ts'
import { parsePart } from '../parsing/parse-request.ts'
import { EventStream, positionPart, resumedFrom, STREAM_IDLE_MS, type StreamPart } from './event-stream.ts'

const querySchema = listenQuerySchema.strict()

/** Follows the log as server-sent events. A client continues after the id of the last event when it reconnects. */
export function addListenRoute(app: FastifyInstance, dependencies: HttpDependencies): void {
  app.get('/api/v1/events/listen', { config: { access: 'viewer|task', scope: 'query' } }, async (request, reply) => {
    const stream = new EventStream(dependencies, request, reply)
    const options = await followOptions(dependencies, request, stream.signal)
    await stream.send(writeParts(options))
  })
}

async function followOptions(
  { eventLog, storage, now }: HttpDependencies,
  request: FastifyRequest,
  signal: AbortSignal,
): Promise<FollowOptions> {
  const query = parsePart(querySchema, 'query', request.query)
  const filter = {
    ...readableBy(request.identity, { namespace: query.namespace, all: query.all }),
    keys: query.key === undefined ? undefined : [query.key].flat(),
    sender: query.sender,
    principal: query.principal,
    workflowExecutionId: query.workflowExecutionId,
  }
  const isTimed = query.from === 'now' && query.beginTime !== undefined
  const from = resumedFrom(request) ?? (isTimed ? await offsetBefore(query.beginTime ?? '', storage) : query.from)
  return { eventLog, storage, now, filter, from, idleMs: STREAM_IDLE_MS, signal }
}

async function* writeParts(options: FollowOptions): AsyncGenerator<StreamPart> {
  for await (const part of followLog(options)) yield writePart(part)
}

function writePart({ events, position }: FollowedPart): StreamPart {
  if (events.length === 0) return positionPart(String(position))
  const text = events.map((event) => `id: ${event.offset}\ndata: ${JSON.stringify(toEvent(event))}\n\n`).join('')
  return { id: String(events.at(-1)?.offset ?? position), text }
}
