import { listenToChangesQuerySchema } from '@aiflow/sdk/internal/api/server'
import type { FastifyInstance } from 'fastify'
import { toChange } from '../../log/status-change.ts'
import { type FollowOptions, followLog } from '../../requests/events/follow-log.ts'
import type { HttpDependencies } from '../dependencies.ts'
import { parsePart } from '../parsing/parse-request.ts'
import { EventStream, positionPart, resumedFrom, STREAM_IDLE_MS, type StreamPart } from './event-stream.ts'

const querySchema = listenToChangesQuerySchema.strict()
const KINDS: readonly string[] = ['status']

/** Streams every change of status. */
export function addChangesRoute(app: FastifyInstance, dependencies: HttpDependencies): void {
  const { eventLog, storage, now } = dependencies

  app.get('/api/v1/changes', { config: { access: 'viewer', scope: 'query' } }, async (request, reply) => {
    const stream = new EventStream(dependencies, request, reply)
    const { workflow, from, ...query } = parsePart(querySchema, 'query', request.query)
    const filter = { ...query, kinds: KINDS }
    const options = { eventLog, storage, now, filter, from: resumedFrom(request) ?? from, idleMs: STREAM_IDLE_MS }
    await stream.send(writeChanges({ ...options, signal: stream.signal }, workflow))
  })
}

async function* writeChanges(options: FollowOptions, workflow: string | undefined): AsyncGenerator<StreamPart> {
  for await (const { events, position } of followLog(options)) {
    const all = events.flatMap((event) => toChange(event) ?? [])
    const changes = all.filter((change) => workflow === undefined || change.workflowName === workflow)
    const text = changes.map((change) => `id: ${change.offset}\ndata: ${JSON.stringify(change)}\n\n`).join('')
    yield text === '' ? positionPart(String(position)) : { id: String(position), text }
  }
}
