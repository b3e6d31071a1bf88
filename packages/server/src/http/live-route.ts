import { type LiveMessage, listenToLiveQuerySchema, type ServerInfo } from '@aiflow/sdk/internal/api/server'
import { wait } from '@aiflow/sdk/internal/time'
import type { FastifyInstance } from 'fastify'
import type { HttpDependencies } from './dependencies.ts'
import { EventStream, resumedFrom, STREAM_IDLE_MS, type StreamPart } from './event-stream.ts'
import { writePosition } from './listen-route.ts'
import { LiveWindow } from './live-window.ts'
import { parsePart } from './parse-request.ts'
import { infoOf } from './server-info.ts'

const querySchema = listenToLiveQuerySchema.strict()
/** Between two messages, so that a busy server costs a page no more than a quiet one. */
const GATHER_MS = 200
/** How often it is looked whether workers came or went, or the store fails, which no event tells. */
const LOOK_MS = 1000

interface LiveOptions {
  readonly dependencies: HttpDependencies
  readonly namespace: string | undefined
  readonly from: number | null
  readonly signal: AbortSignal
}

/** One stream that tells a web page all that it has to know so as to stay true. */
export function addLiveRoute(app: FastifyInstance, dependencies: HttpDependencies): void {
  app.get('/api/v1/live', { config: { access: 'viewer', scope: 'query' } }, async (request, reply) => {
    const { namespace, from: known } = parsePart(querySchema, 'query', request.query)
    const from = resumedFrom(request) ?? known ?? null
    const stream = new EventStream(dependencies, request, reply)
    await stream.send(writeMessages({ dependencies, namespace, from, signal: stream.signal }))
  })
}

async function* writeMessages({ dependencies, namespace, from, signal }: LiveOptions): AsyncGenerator<StreamPart> {
  const { ring } = dependencies
  const window = new LiveWindow(namespace)
  if (from !== null && from !== ring.lastOffset) window.miss()
  let wake: () => void = () => {}
  const stops = [
    ring.onCommitted((events) => {
      window.add(events)
      wake()
    }),
    ring.onMeasured((measured) => {
      window.addMeasured(measured)
      wake()
    }),
  ]
  try {
    let told = ''
    let toldAt = 0
    while (!signal.aborted) {
      const info = infoOf(dependencies)
      const seen = JSON.stringify([info.workers, info.storeFault, info.clockBehindUntil])
      if (!window.isEmpty || seen !== told) yield writeMessage(window, info)
      else if (Date.now() - toldAt >= STREAM_IDLE_MS) yield writePosition(info.lastOffset)
      else {
        const { promise, resolve } = Promise.withResolvers<void>()
        wake = resolve
        await Promise.race([promise, wait(LOOK_MS, { ref: false, signal }).catch(() => undefined)])
        continue
      }
      told = seen
      toldAt = Date.now()
      await wait(GATHER_MS, { signal }).catch(() => undefined)
    }
  } finally {
    for (const stop of stops) stop()
  }
}

function writeMessage(window: LiveWindow, server: ServerInfo): StreamPart {
  const message: LiveMessage = { offset: server.lastOffset, time: Date.now(), ...window.take(), server }
  const text = `id: ${server.lastOffset}\ndata: ${JSON.stringify(message)}\n\n`
  return { id: String(server.lastOffset), text }
}
