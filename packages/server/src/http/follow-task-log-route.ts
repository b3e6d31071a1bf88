import { setTimeout as delay } from 'node:timers/promises'
import { followLogsQuerySchema } from '@aiflow/sdk/internal'
import type { FastifyInstance } from 'fastify'
import type { WorkerDirectory } from '../log/worker-directory.ts'
import type { HttpDependencies } from './dependencies.ts'
import { EventStream, resumedFrom, STREAM_IDLE_MS } from './event-stream.ts'
import { attemptOf, findTaskExecution } from './find-task-execution.ts'
import { writePosition } from './listen-route.ts'
import { parsePart } from './parse-request.ts'

const CHUNK_BYTES = 262_144
/** How long to wait for more at the end of a log that grows. */
const LOOK_MS = 200
const querySchema = followLogsQuerySchema.strict()
const PATH = '/api/v1/workflow-executions/:id/task-executions/:task/:sequence/logs/follow'

/** What an attempt writes, as it writes it, until its log is complete; the id of a chunk is where to go on from. */
export function addFollowTaskLogRoute(app: FastifyInstance, dependencies: HttpDependencies): void {
  const { storage, workers } = dependencies

  app.get(PATH, { config: { access: 'viewer', scope: 'execution' } }, async (request, reply) => {
    const stream = new EventStream(dependencies, request, reply)
    const { offset, attempt } = parsePart(querySchema, 'query', request.query)
    const from = resumedFrom(request) ?? offset
    const named = attemptOf(await findTaskExecution(storage, request.params), attempt)
    await stream.send(readChunks(workers, { ...named, from, signal: stream.signal }))
  })
}

interface FollowTaskLogOptions {
  readonly workerId: string
  readonly attemptId: string
  readonly from: number
  readonly signal: AbortSignal
}

async function* readChunks(workers: WorkerDirectory, options: FollowTaskLogOptions): AsyncGenerator<string> {
  const { workerId, attemptId, signal } = options
  let offset = options.from
  let spokenAt = 0
  while (!signal.aborted) {
    const chunk = await workers.readLog(workerId, attemptId, { offset, maxBytes: CHUNK_BYTES })
    offset = chunk.nextOffset
    if (chunk.data !== '') {
      yield `id: ${offset}\ndata: ${JSON.stringify(chunk)}\n\n`
      spokenAt = Date.now()
    } else if (chunk.complete) {
      yield `event: end\nid: ${offset}\ndata: {}\n\n`
      return
    } else {
      const isSilent = Date.now() - spokenAt < STREAM_IDLE_MS
      yield isSilent ? '' : writePosition(offset)
      if (!isSilent) spokenAt = Date.now()
      // Rejects when the stream has ended, which ends the loop.
      await delay(LOOK_MS, undefined, { signal }).catch(() => undefined)
    }
  }
}
