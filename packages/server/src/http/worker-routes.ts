import { Readable } from 'node:stream'
import { AIFlowError, attemptPartSchema } from '@aiflow/sdk/internal'
import type { FastifyInstance } from 'fastify'
import * as z from 'zod'
import type { HttpDependencies } from './dependencies.ts'
import { parsePart } from './parse-request.ts'

const paramsSchema = z.object({ attemptId: z.string(), part: attemptPartSchema })

/** What workers fetch apart from their connection, so that what is large keeps nothing waiting there. */
export function addWorkerRoutes(app: FastifyInstance, { workers }: HttpDependencies): void {
  app.get('/api/v1/worker/attempts/:attemptId/:part', async (request, reply) => {
    const { attemptId, part } = parsePart(paramsSchema, 'path', request.params)
    const text = workers.partOfAttempt(attemptId, part)
    if (text === null) {
      const message = `The attempt "${attemptId}" is not alive: nothing is kept for it.`
      throw new AIFlowError('ATTEMPT_ENDED', message, { details: { attemptId } })
    }
    const body = Readable.from(text, { objectMode: false })
    return reply.header('content-type', 'application/json; charset=utf-8').send(body)
  })
}
