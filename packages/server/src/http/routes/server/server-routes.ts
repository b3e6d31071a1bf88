import { stopServerRequestSchema } from '@aiflow/sdk/internal/api/server'
import { AIFlowError } from '@aiflow/sdk/internal/errors'
import { MAX_UNREADABLE_NAMED } from '@aiflow/sdk/internal/limits'
import { numberText } from '@aiflow/sdk/internal/wire'
import type { FastifyInstance } from 'fastify'
import * as z from 'zod'
import { namespacesOf } from '../../../access/identity.ts'
import { readControlResult } from '../../../requests/server/control-result.ts'
import { describeServer } from '../../../requests/server/describe-server.ts'
import { countDeadLetters } from '../../../storage/reads/dead-letter-reads.ts'
import type { ReadStorage } from '../../../storage/reads/read-storage.ts'
import type { HttpDependencies } from '../../dependencies.ts'
import { parsePart } from '../../parsing/parse-request.ts'

const PROBE = { exposeHeadRoute: true, config: { access: 'public' } } as const
const READ_SERVER = { config: { access: 'viewer|task', scope: 'none' } } as const
const STOP = { config: { access: 'admin', scope: 'all' } } as const
/** Tasks may request changes, too. */
const READ_CONTROL = { config: { access: 'viewer|task', scope: 'control' } } as const
const offsetParamsSchema = z.object({ offset: numberText(1) })

export function addServerRoutes(app: FastifyInstance, dependencies: HttpDependencies): void {
  const { live, storage } = dependencies

  app.get('/healthz', PROBE, async () => ({ status: 'ok' }))

  app.get('/readyz', PROBE, async () => {
    const fault = live.storeFault ?? storage.fault
    if (fault !== null) throw new AIFlowError(fault.code, fault.message)
    if (dependencies.isReady()) return { status: 'ready' }
    throw new AIFlowError('SERVER_UNAVAILABLE', 'The server is starting or stopping. Try again in a moment.')
  })

  app.get('/api/v1/server', READ_SERVER, async (request) => ({
    ...describeServer(dependencies),
    // Keys of unreadable rows may contain names from any namespace.
    ...(namespacesOf(request.identity) === null
      ? { unreadable: live.unreadable().slice(0, MAX_UNREADABLE_NAMED) }
      : {}),
    ...(await describeDeadLetters(storage)),
  }))

  app.post('/api/v1/server/stop', STOP, async (request, reply) => {
    const stop = parsePart(stopServerRequestSchema, 'body', request.body ?? {})
    reply.raw.once('close', () => dependencies.stopServer(stop))
    return reply.header('connection', 'close').send({ aliveTasks: live.aliveCounts().tasks })
  })

  app.get('/api/v1/control/:offset', READ_CONTROL, async (request) => {
    const { offset } = parsePart(offsetParamsSchema, 'path', request.params)
    return readControlResult(storage, offset, request.identity)
  })
}

/** Left out while the store cannot be read: the status must be there to say so. */
async function describeDeadLetters(storage: ReadStorage): Promise<{ deadLetters?: number }> {
  try {
    return { deadLetters: await countDeadLetters(storage.deadLetters) }
  } catch (error) {
    if (storage.fault === null) throw error
    return {}
  }
}
