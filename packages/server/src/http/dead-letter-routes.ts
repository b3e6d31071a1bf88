import {
  type DeadLetter,
  type DeadLetterDetail,
  deadLetterSliceQuerySchema,
  dropDeadLetterResponseSchema,
  listDeadLettersQuerySchema,
  retryDeadLetterResponseSchema,
} from '@aiflow/sdk/internal/api/events'
import { AIFlowError } from '@aiflow/sdk/internal/errors'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Identity } from '../access/identity.ts'
import type { ControlResult } from '../log/control.ts'
import type { DeadLetterRow } from '../storage/rows.ts'
import { replyToControl } from './control-replies.ts'
import type { HttpDependencies } from './dependencies.ts'
import { toEvent } from './event-read-routes.ts'
import { mayReadRequests } from './event-scope.ts'
import { letterParamsSchema } from './name-params.ts'
import { parsePart } from './parse-request.ts'
import { requesterOf } from './requester.ts'

const LIST = { config: { access: 'viewer', scope: 'query' } } as const
const READ = { config: { access: 'viewer', scope: 'letter' } } as const
const OPERATE_ALL = { config: { access: 'operator', scope: 'query' } } as const
const OPERATE = { config: { access: 'operator', scope: 'letter' } } as const
const LETTERS = '/api/v1/dead-letters'
const SLICE = 500

/** Events that could not be processed: to be looked at, tried again, or forgotten. */
export function addDeadLetterRoutes(app: FastifyInstance, { ring, storage }: HttpDependencies): void {
  app.get(LETTERS, LIST, async (request) => {
    return storage.listDeadLetters(parsePart(listDeadLettersQuerySchema, 'query', request.query))
  })

  app.get(`${LETTERS}/:letter`, READ, async (request) => {
    return detailOf(storage, await findLetter(storage, request), request.identity)
  })

  app.post(`${LETTERS}/:letter/retry`, OPERATE, async (incoming, reply) => {
    const { letter: id } = parsePart(letterParamsSchema, 'path', incoming.params)
    // What was retried may be gone: asked again with the same key, the answer is the one of then.
    const namespace = (await storage.findNamespaceOf({ type: 'letter', id })) ?? 'default'
    const request = { type: 'retryDeadLetter', namespace, id } as const
    return replyToControl(reply, { ring, request, schema: retryDeadLetterResponseSchema })
  })

  app.delete(`${LETTERS}/:letter`, OPERATE, async (incoming, reply) => {
    const { letter: id } = parsePart(letterParamsSchema, 'path', incoming.params)
    const namespace = await storage.findNamespaceOf({ type: 'letter', id })
    if (namespace === null) throw letterNotFound(id)
    const request = { type: 'dropDeadLetters', namespace, ids: [id] } as const
    return replyToControl(reply, { ring, request, schema: dropDeadLetterResponseSchema })
  })

  app.post(`${LETTERS}/retry`, OPERATE_ALL, async (incoming) => {
    const { letters, next } = await sliceOf(storage, incoming)
    const answers = await Promise.all(
      letters.map(({ id, namespace }) => isHandedIn(ring, { type: 'retryDeadLetter', namespace, id }, incoming)),
    )
    const retried = answers.filter((isIn) => isIn).length
    return { retried, refused: letters.length - retried, next }
  })

  app.post(`${LETTERS}/drop`, OPERATE_ALL, async (incoming) => {
    const { letters, next } = await sliceOf(storage, incoming)
    let dropped = 0
    for (const [namespace, ids] of idsByNamespace(letters)) {
      const { sender, of } = requesterOf(incoming)
      const { result } = await ring.control({ type: 'dropDeadLetters', namespace, ids }, sender, of)
      dropped += droppedBy(await result)
    }
    return { dropped, next }
  })
}

async function sliceOf(storage: HttpDependencies['storage'], request: FastifyRequest) {
  const filter = parsePart(deadLetterSliceQuerySchema, 'query', request.query)
  const { items, next } = await storage.listDeadLetters({ ...filter, limit: SLICE })
  return { letters: items, next }
}

/** Durable when it resolves: those of rules have their turn later, and those that cannot be tried are told apart. */
async function isHandedIn(
  ring: HttpDependencies['ring'],
  request: { readonly type: 'retryDeadLetter'; readonly namespace: string; readonly id: number },
  incoming: FastifyRequest,
): Promise<boolean> {
  const { sender, of } = requesterOf(incoming)
  const { result } = await ring.control(request, sender, of)
  const settled = await Promise.race([result, new Promise<null>((resolve) => setImmediate(resolve, null))])
  return settled?.ok !== false
}

/** A letter that is being tried again stays. */
function droppedBy(result: ControlResult): number {
  return result.ok ? dropDeadLetterResponseSchema.parse(result.value).dropped : 0
}

async function findLetter(storage: HttpDependencies['storage'], request: FastifyRequest): Promise<DeadLetterRow> {
  const { letter: id } = parsePart(letterParamsSchema, 'path', request.params)
  const letter = await storage.findDeadLetter(id)
  if (letter !== null) return letter
  throw letterNotFound(id)
}

function letterNotFound(id: number): AIFlowError {
  return new AIFlowError('DEAD_LETTER_NOT_FOUND', `There is no dead letter ${id}. Look at the list of dead letters.`, {
    details: { id },
  })
}

/** A request is left out where it is not for the reader. */
async function detailOf(
  storage: HttpDependencies['storage'],
  letter: DeadLetterRow,
  identity: Identity | null,
): Promise<DeadLetterDetail> {
  const event = await storage.findEvent(letter.eventOffset)
  const isHidden = event?.kind === 'control' && !mayReadRequests(identity)
  return { ...letter, event: event === null || isHidden ? null : toEvent(event) }
}

function idsByNamespace(letters: readonly DeadLetter[]): Map<string, number[]> {
  const ids = new Map<string, number[]>()
  for (const { namespace, id } of letters) ids.set(namespace, [...(ids.get(namespace) ?? []), id])
  return ids
}
