import { Readable } from 'node:stream'
import { forgetWorkerResponseSchema } from '@aiflow/sdk/internal/api/server'
import { AIFlowError } from '@aiflow/sdk/internal/errors'
import { attemptPartSchema, attemptSecretsSchema } from '@aiflow/sdk/internal/worker-protocol'
import type { FastifyInstance, FastifyReply } from 'fastify'
import * as z from 'zod'
import { attemptEnded } from '../../../log/not-found.ts'
import { secretsOfAttempt } from '../../../requests/executions/secrets-of-attempt.ts'
import type { HttpDependencies } from '../../dependencies.ts'
import { parsePart } from '../../parsing/parse-request.ts'
import { replyToControl } from '../../replies/control-replies.ts'

const MAX_WORKER_ID = 128
const attemptParamsSchema = z.object({ attemptId: z.string() })
const paramsSchema = attemptParamsSchema.extend({ part: attemptPartSchema })
const questionParamsSchema = z.object({ name: z.uuid() })

const FORGET = { config: { access: 'admin', scope: 'all' } } as const
const workerParamsSchema = z.object({ worker: z.string().min(1).max(MAX_WORKER_ID) })

/** Large content that workers fetch over HTTP, so that it does not block their WebSocket. */
export function addWorkerRoutes(app: FastifyInstance, { controls, workers, live, secrets }: HttpDependencies): void {
  app.get('/api/v1/worker/attempts/:attemptId/secrets', async (request, reply) => {
    const { attemptId } = parsePart(attemptParamsSchema, 'path', request.params)
    reply.header('cache-control', 'no-store')
    return attemptSecretsSchema.parse(await secretsOfAttempt({ live, secrets }, attemptId))
  })

  app.get('/api/v1/worker/attempts/:attemptId/:part', async (request, reply) => {
    const { attemptId, part } = parsePart(paramsSchema, 'path', request.params)
    const text = workers.partOfAttempt(attemptId, part)
    if (text === null) {
      throw attemptEnded(attemptId)
    }
    return sendJson(reply, text)
  })

  app.get('/api/v1/worker/questions/:name', async (request, reply) => {
    const { name } = parsePart(questionParamsSchema, 'path', request.params)
    const text = workers.question(name)
    if (text === null) {
      const message = `The question "${name}" no longer waits for an answer.`
      throw new AIFlowError('QUESTION_ENDED', message, { details: { name } })
    }
    return sendJson(reply, text)
  })

  app.delete('/api/v1/workers/:worker', FORGET, async (request, reply) => {
    const { worker: workerId } = parsePart(workerParamsSchema, 'path', request.params)
    if (!workers.list().some(({ id }) => id === workerId)) {
      const message = `There is no worker "${workerId}". "aiflow worker list" shows all workers.`
      throw new AIFlowError('WORKER_NOT_FOUND', message, { details: { workerId } })
    }
    const schema = forgetWorkerResponseSchema
    const carriedOut = () => workers.forget(workerId)
    return replyToControl(reply, { controls, request: { type: 'forgetWorker', workerId }, schema, carriedOut })
  })
}

/** Streams the text as fast as the client reads it. */
function sendJson(reply: FastifyReply, text: Iterable<string>): FastifyReply {
  const body = Readable.from(text, { objectMode: false })
  return reply.header('content-type', 'application/json; charset=utf-8').send(body)
}
