import {
  deadLetterSliceQuerySchema,
  dropDeadLetterResponseSchema,
  listDeadLettersQuerySchema,
  retryDeadLetterResponseSchema,
} from '@aiflow/sdk/internal/api/events'
import type { FastifyInstance } from 'fastify'
import {
  dropDeadLetters,
  letterNotFound,
  readDeadLetter,
  retryDeadLetters,
} from '../../../requests/events/dead-letters.ts'
import type { HttpDependencies } from '../../dependencies.ts'
import { callerOf } from '../../guard/caller-of.ts'
import { letterParamsSchema } from '../../parsing/name-params.ts'
import { parsePart } from '../../parsing/parse-request.ts'
import { replyToControl } from '../../replies/control-replies.ts'

const LIST = { config: { access: 'viewer', scope: 'query' } } as const
const READ = { config: { access: 'viewer', scope: 'letter' } } as const
const OPERATE_ALL = { config: { access: 'operator', scope: 'query' } } as const
const OPERATE = { config: { access: 'operator', scope: 'letter' } } as const
const LETTERS = '/api/v1/dead-letters'

/** Events that could not be processed. They can be shown, retried and dropped. */
export function addDeadLetterRoutes(app: FastifyInstance, { controls, storage }: HttpDependencies): void {
  app.get(LETTERS, LIST, async (request) => {
    return storage.deadLetters.list(parsePart(listDeadLettersQuerySchema, 'query', request.query))
  })

  app.get(`${LETTERS}/:letter`, READ, async (request) => {
    const { letter: id } = parsePart(letterParamsSchema, 'path', request.params)
    return readDeadLetter(storage, id, request.identity)
  })

  app.post(`${LETTERS}/:letter/retry`, OPERATE, async (incoming, reply) => {
    const { letter: id } = parsePart(letterParamsSchema, 'path', incoming.params)
    // A retried letter may no longer exist. A repeated key gets the first answer again.
    const namespace = (await storage.namespaces.of({ type: 'letter', id })) ?? 'default'
    const request = { type: 'retryDeadLetter', namespace, id } as const
    return replyToControl(reply, { controls, request, schema: retryDeadLetterResponseSchema })
  })

  app.delete(`${LETTERS}/:letter`, OPERATE, async (incoming, reply) => {
    const { letter: id } = parsePart(letterParamsSchema, 'path', incoming.params)
    const namespace = await storage.namespaces.of({ type: 'letter', id })
    if (namespace === null) throw letterNotFound(id)
    const request = { type: 'dropDeadLetters', namespace, ids: [id] } as const
    return replyToControl(reply, { controls, request, schema: dropDeadLetterResponseSchema })
  })

  app.post(`${LETTERS}/retry`, OPERATE_ALL, async (incoming) => {
    const slice = parsePart(deadLetterSliceQuerySchema, 'query', incoming.query)
    return retryDeadLetters({ controls, storage }, slice, callerOf(incoming))
  })

  app.post(`${LETTERS}/drop`, OPERATE_ALL, async (incoming) => {
    const slice = parsePart(deadLetterSliceQuerySchema, 'query', incoming.query)
    return dropDeadLetters({ controls, storage }, slice, callerOf(incoming))
  })
}
