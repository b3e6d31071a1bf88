import { listenToLiveQuerySchema } from '@aiflow/sdk/internal/api/server'
import type { FastifyInstance } from 'fastify'
import { followLive, type LivePart } from '../../requests/events/follow-live.ts'
import type { HttpDependencies } from '../dependencies.ts'
import { parsePart } from '../parsing/parse-request.ts'
import { EventStream, positionPart, resumedFrom, STREAM_IDLE_MS, type StreamPart } from './event-stream.ts'

const querySchema = listenToLiveQuerySchema.strict()

/** The one stream that keeps a web page current. */
export function addLiveRoute(app: FastifyInstance, dependencies: HttpDependencies): void {
  app.get('/api/v1/live', { config: { access: 'viewer', scope: 'query' } }, async (request, reply) => {
    const { namespace, from: known } = parsePart(querySchema, 'query', request.query)
    const from = resumedFrom(request) ?? known ?? null
    const stream = new EventStream(dependencies, request, reply)
    const options = { namespace, from, idleMs: STREAM_IDLE_MS, signal: stream.signal }
    await stream.send(writeParts(followLive(dependencies, options)))
  })
}

async function* writeParts(parts: AsyncIterable<LivePart>): AsyncGenerator<StreamPart> {
  for await (const part of parts) yield writePart(part)
}

function writePart(part: LivePart): StreamPart {
  if (typeof part === 'number') return positionPart(String(part))
  const id = String(part.offset)
  return { id, text: `id: ${id}\ndata: ${JSON.stringify(part)}\n\n` }
}
