import { followLogsQuerySchema } from '@aiflow/sdk/internal/api/server'
import { AIFlowError } from '@aiflow/sdk/internal/errors'
import { parseWholeNumber } from '@aiflow/sdk/internal/text'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { followTaskLog, type LogPart } from '../../requests/executions/follow-task-log.ts'
import type { HttpDependencies } from '../dependencies.ts'
import { parsePart } from '../parsing/parse-request.ts'
import { taskExecutionNameOf } from '../parsing/task-execution-name.ts'
import { EventStream, positionPart, STREAM_IDLE_MS, type StreamPart } from './event-stream.ts'

const querySchema = followLogsQuerySchema.strict()
const PATH = '/api/v1/workflow-executions/:id/task-executions/:task/:sequence/logs/follow'

interface Place {
  readonly attempt: number | undefined
  readonly offset: number
}

/**
 * Streams the log of a task execution as it is written: of one attempt until its log is complete, or of the last
 * attempt and those after it until the task execution has ended. The id of a message is where to continue.
 */
export function addFollowTaskLogRoute(app: FastifyInstance, dependencies: HttpDependencies): void {
  app.get(PATH, { config: { access: 'viewer', scope: 'execution' } }, async (request, reply) => {
    const stream = new EventStream(dependencies, request, reply)
    const { attempt: only, fromAttempt, item, offset } = parsePart(querySchema, 'query', request.query)
    const place = resumedAt(request) ?? { attempt: only ?? fromAttempt, offset }
    const follow = { of: taskExecutionNameOf(request.params), item, ...place, isOnly: only !== undefined }
    const parts = followTaskLog(dependencies, { ...follow, idleMs: STREAM_IDLE_MS, signal: stream.signal })
    await stream.send(writeParts(parts))
  })
}

/** Parses `<attempt>.<offset>`. Streams of version 0.1.0 sent only the offset. */
function resumedAt(request: FastifyRequest): Place | null {
  const lastEventId = String(request.headers['last-event-id'] ?? '')
  if (lastEventId === '') return null
  const [offset = null, attempt, ...rest] = lastEventId
    .split('.')
    .reverse()
    .map((part) => parseWholeNumber(part, 0))
  if (offset !== null && attempt !== null && rest.length === 0) return { attempt, offset }
  const message = `The header Last-Event-ID is "${lastEventId}", which is not a place in a log. Send the id of the last message.`
  throw new AIFlowError('INVALID_ARGUMENT', message)
}

async function* writeParts(parts: AsyncIterable<LogPart>): AsyncGenerator<StreamPart> {
  for await (const part of parts) yield writePart(part)
}

function writePart(part: LogPart): StreamPart {
  const { attempt, offset } = part.place
  const id = `${attempt}.${offset}`
  if (part.type === 'alive') return positionPart(id)
  if (part.type === 'end') return { id, text: `event: end\nid: ${id}\ndata: {}\n\n` }
  return { id, text: `id: ${id}\ndata: ${JSON.stringify({ ...part.chunk, attempt })}\n\n` }
}
