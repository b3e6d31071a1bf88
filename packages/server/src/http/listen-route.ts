import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { AIFlowError, listenQuerySchema } from '@aiflow/sdk/internal'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Identity } from '../access/identity.ts'
import type { HttpDependencies } from './dependencies.ts'
import { offsetBefore, PUBLIC_KINDS } from './event-queries.ts'
import { toEvent } from './event-read-routes.ts'
import { isVisibleTo, namespaceFor } from './event-scope.ts'
import { type FollowedPart, type FollowOptions, followLog } from './follow-log.ts'
import { parsePart } from './parse-request.ts'
import { REQUEST_ID_HEADER } from './request-ids.ts'

const IDLE_MS = 15_000
const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  // Proxies such as nginx would hold events back otherwise.
  'x-accel-buffering': 'no',
}
const querySchema = listenQuerySchema.strict()

/** Follows the log as server-sent events; the id of each is where a client that comes back goes on. */
export function addListenRoute(app: FastifyInstance, dependencies: HttpDependencies): void {
  app.get('/api/v1/events/listen', { config: { access: 'viewer|task', scope: 'query' } }, async (request, reply) => {
    const ended = new AbortController()
    const signal = AbortSignal.any([ended.signal, dependencies.closing])
    const options = await followOptions(dependencies, request, signal)
    reply.hijack()
    reply.raw.once('close', () => ended.abort())
    reply.raw.writeHead(200, { ...HEADERS, [REQUEST_ID_HEADER]: request.id })
    for await (const part of followLog(options)) {
      if (!isStillKnown(dependencies, request)) break
      if (!reply.raw.write(writePart(part, request.identity))) await drained(reply.raw, signal)
    }
    reply.raw.end()
  })
}

async function followOptions(
  { ring, storage }: HttpDependencies,
  request: FastifyRequest,
  signal: AbortSignal,
): Promise<FollowOptions> {
  const query = parsePart(querySchema, 'query', request.query)
  const filter = {
    namespace: namespaceFor(request.identity, query.namespace),
    keys: query.key === undefined ? undefined : [query.key].flat(),
    sender: query.sender,
    kinds: query.all ? undefined : PUBLIC_KINDS,
    workflowExecutionId: query.workflowExecutionId,
  }
  const resumed = resumedFrom(request.headers['last-event-id'])
  const isTimed = query.from === 'now' && query.beginTime !== undefined
  const from = resumed ?? (isTimed ? await offsetBefore(query.beginTime ?? '', storage) : query.from)
  return { ring, storage, filter, from, idleMs: IDLE_MS, signal }
}

function resumedFrom(lastEventId: string | string[] | undefined): number | null {
  if (lastEventId === undefined || lastEventId === '') return null
  const text = String(lastEventId)
  if (/^\d{1,15}$/.test(text)) return Number(text)
  throw new AIFlowError(
    'INVALID_ARGUMENT',
    `The header Last-Event-ID is "${text}", which is no offset. Send the id of the last event.`,
  )
}

/** A task's token ends with its attempt, others expire or are revoked, and listening ends with them. */
function isStillKnown({ access }: HttpDependencies, request: FastifyRequest): boolean {
  try {
    access.identify(request.headers.authorization)
    return true
  } catch {
    // The token was good when listening began.
    return false
  }
}

function writePart({ events, position }: FollowedPart, identity: Identity | null): string {
  if (events.length === 0) return `event: position\nid: ${position}\ndata: {}\n\n`
  let text = ''
  for (const event of events) {
    if (isVisibleTo(identity, event)) text += `id: ${event.offset}\ndata: ${JSON.stringify(toEvent(event))}\n\n`
  }
  return text
}

async function drained(response: ServerResponse, signal: AbortSignal): Promise<void> {
  // Rejects when the client leaves or the server closes, which ends the loop.
  await once(response, 'drain', { signal }).catch(() => undefined)
}
