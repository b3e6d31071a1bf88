import { followLogsQuerySchema } from '@aiflow/sdk/internal/api/server'
import { AIFlowError } from '@aiflow/sdk/internal/errors'
import { isAlive } from '@aiflow/sdk/internal/model'
import { parseWholeNumber } from '@aiflow/sdk/internal/text'
import { startTimer, stopTimer, wait } from '@aiflow/sdk/internal/time'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { HttpDependencies } from './dependencies.ts'
import { EventStream, STREAM_IDLE_MS, type StreamPart } from './event-stream.ts'
import { attemptAfter, attemptOf, findTaskExecution, type NamedAttempt } from './find-task-execution.ts'
import { parsePart } from './parse-request.ts'

const CHUNK_BYTES = 262_144
/** How long to wait for more at the end of a log that grows. */
const LOOK_MS = 200
const querySchema = followLogsQuerySchema.strict()
const PATH = '/api/v1/workflow-executions/:id/task-executions/:task/:sequence/logs/follow'

interface Place {
  readonly attempt: number | undefined
  readonly offset: number
}

/**
 * What a task execution writes, as it writes it: the attempt that is named until its log is complete; where none is, the
 * last one and those that follow it, until the task execution has ended. The id of a message is where to go on.
 */
export function addFollowTaskLogRoute(app: FastifyInstance, dependencies: HttpDependencies): void {
  app.get(PATH, { config: { access: 'viewer', scope: 'execution' } }, async (request, reply) => {
    const stream = new EventStream(dependencies, request, reply)
    const { attempt: only, fromAttempt, offset } = parsePart(querySchema, 'query', request.query)
    const place = resumedAt(request) ?? { attempt: only ?? fromAttempt, offset }
    const attempt = attemptOf(await findTaskExecution(dependencies.storage, request.params), place.attempt)
    const follow = new TaskLogFollower(dependencies, { params: request.params, signal: stream.signal })
    await stream.send(follow.messages(attempt, { from: place.offset, isOnly: only !== undefined }))
  })
}

/** From `<attempt>.<offset>`; a stream of version 0.1.0 said the offset only. */
function resumedAt(request: FastifyRequest): Place | null {
  const lastEventId = String(request.headers['last-event-id'] ?? '')
  if (lastEventId === '') return null
  const [offset = null, attempt, ...rest] = lastEventId
    .split('.')
    .reverse()
    .map((part) => parseWholeNumber(part, 0))
  if (offset !== null && attempt !== null && rest.length === 0) return { attempt, offset }
  const message = `The header Last-Event-ID is "${lastEventId}", which is no place in a log. Send the id of the last message.`
  throw new AIFlowError('INVALID_ARGUMENT', message)
}

class TaskLogFollower {
  readonly #dependencies: HttpDependencies
  readonly #params: unknown
  readonly #signal: AbortSignal
  #spokenAt = 0

  constructor(dependencies: HttpDependencies, { params, signal }: { params: unknown; signal: AbortSignal }) {
    this.#dependencies = dependencies
    this.#params = params
    this.#signal = signal
  }

  async *messages(
    first: NamedAttempt,
    { from, isOnly }: { from: number; isOnly: boolean },
  ): AsyncGenerator<StreamPart> {
    let attempt: NamedAttempt | null = first
    let offset = from
    let last = ''
    while (attempt !== null && !this.#signal.aborted) {
      for await (const part of this.#chunks(attempt, offset)) {
        last = part.id
        yield part
      }
      attempt = isOnly ? null : yield* this.#nextAttempt(attempt.attemptNumber, last)
      offset = 0
    }
    if (!this.#signal.aborted) yield { id: last, text: `event: end\nid: ${last}\ndata: {}\n\n` }
  }

  async *#chunks({ attemptNumber, workerId, attemptId }: NamedAttempt, from: number) {
    let offset = from
    while (!this.#signal.aborted) {
      const chunk = await this.#dependencies.workers.readLog(workerId, attemptId, { offset, maxBytes: CHUNK_BYTES })
      offset = chunk.nextOffset
      const id = `${attemptNumber}.${offset}`
      if (chunk.data !== '') {
        this.#spokenAt = Date.now()
        yield { id, text: `id: ${id}\ndata: ${JSON.stringify({ ...chunk, attempt: attemptNumber })}\n\n` }
      } else {
        yield this.#signOfLife(id)
        if (chunk.complete) return
        // Rejects when the stream has ended, which ends the loop.
        await wait(LOOK_MS, { signal: this.#signal }).catch(() => undefined)
      }
    }
  }

  /** Null where the task execution has ended. Between attempts nothing is asked until something was committed. */
  async *#nextAttempt(before: number, id: string): AsyncGenerator<StreamPart, NamedAttempt | null> {
    while (!this.#signal.aborted) {
      const committed = this.#nextCommit()
      const row = await findTaskExecution(this.#dependencies.storage, this.#params)
      const next = attemptAfter(row, before)
      if (next !== null || !isAlive(row.status)) return next
      yield this.#signOfLife(id)
      await committed
    }
    return null
  }

  #nextCommit(): Promise<void> {
    return new Promise((resolve) => {
      const finish = () => {
        stopTimer(timer)
        unsubscribe()
        this.#signal.removeEventListener('abort', finish)
        resolve()
      }
      const timer = startTimer(finish, STREAM_IDLE_MS)
      const unsubscribe = this.#dependencies.ring.onCommitted(finish)
      this.#signal.addEventListener('abort', finish, { once: true })
    })
  }

  /** Nothing, or where the stream is, so that whoever listens knows that it is there. */
  #signOfLife(id: string): StreamPart {
    if (Date.now() - this.#spokenAt < STREAM_IDLE_MS) return { id, text: '' }
    this.#spokenAt = Date.now()
    return { id, text: `event: position\nid: ${id}\ndata: {}\n\n` }
  }
}
