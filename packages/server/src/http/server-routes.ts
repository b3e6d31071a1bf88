import { AIFlowError, type ControlStatus, stopServerRequestSchema } from '@aiflow/sdk/internal'
import type { FastifyInstance } from 'fastify'
import * as z from 'zod'
import type { HttpDependencies } from './dependencies.ts'
import { parsePart } from './parse-request.ts'
import { infoOf } from './server-info.ts'

const PUBLIC = { config: { access: 'public' } } as const
const READ_SERVER = { config: { access: 'viewer|task', scope: 'none' } } as const
const STOP = { config: { access: 'admin', scope: 'all' } } as const
const READ_CONTROL = { config: { access: 'viewer', scope: 'control' } } as const
const offsetParamsSchema = z.object({ offset: z.coerce.number().int().min(1) })

export function addServerRoutes(app: FastifyInstance, dependencies: HttpDependencies): void {
  const { ring, storage } = dependencies

  app.get('/healthz', PUBLIC, async () => ({ status: 'ok' }))

  app.get('/readyz', PUBLIC, async () => {
    const { storeFault } = ring
    if (storeFault !== null) throw new AIFlowError(storeFault.code, storeFault.message)
    if (dependencies.isReady()) return { status: 'ready' }
    throw new AIFlowError('SERVER_UNAVAILABLE', 'The server is starting or stopping. Try again in a moment.')
  })

  app.get('/api/v1/server', READ_SERVER, async () => ({
    ...infoOf(dependencies),
    deadLetters: await storage.countDeadLetters(),
  }))

  app.post('/api/v1/server/stop', STOP, async (request, reply) => {
    const stop = parsePart(stopServerRequestSchema, 'body', request.body ?? {})
    reply.raw.once('close', () => dependencies.stopServer(stop))
    return reply.header('connection', 'close').send({ aliveTasks: ring.aliveCounts().tasks })
  })

  app.get('/api/v1/control/:offset', READ_CONTROL, async (request) => {
    const { offset } = parsePart(offsetParamsSchema, 'path', request.params)
    const found = await storage.findControlResult(offset)
    if (found !== null) return { offset, result: found.result }
    await requireControlEvent(offset)
    return { offset, result: null } satisfies ControlStatus
  })

  async function requireControlEvent(offset: number): Promise<void> {
    const query = { kinds: ['control'], beginOffset: offset - 1, endOffset: offset, limit: 1, newestFirst: false }
    if ((await storage.listEvents(query)).items.length > 0) return
    throw new AIFlowError('EVENT_NOT_FOUND', `There is no control request with the offset ${offset}.`, {
      details: { offset },
    })
  }
}
