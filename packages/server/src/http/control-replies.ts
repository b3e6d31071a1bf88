import { AIFlowError } from '@aiflow/sdk/internal/errors'
import type { Json } from '@aiflow/sdk/internal/json'
import { startTimer, stopTimer, type Timer } from '@aiflow/sdk/internal/time'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type * as z from 'zod'
import type { ControlRequest, ControlResult } from '../log/control.ts'
import type { Ring } from '../log/ring-port.ts'
import type { Aside } from '../storage/rows.ts'
import { requesterOf } from './requester.ts'
import { tellVersion } from './versions.ts'

const CONTROL_WAIT_MS = 10_000
const MAX_IDEMPOTENCY_KEY = 256

export interface ControlCall<S extends z.ZodType> {
  readonly ring: Ring
  readonly request: ControlRequest
  readonly schema: S
  /** What the event of the request must not hold. */
  readonly aside?: Aside
  /** Called once the request was carried out, also after an answer with 202. */
  readonly carriedOut?: () => void
}

/** Appends a control request and answers with its result, or with 202 and its offset where the step takes too long. */
export async function replyToControl<S extends z.ZodType>(
  reply: FastifyReply,
  call: ControlCall<S>,
): Promise<FastifyReply> {
  const { sender, of: by } = requesterOf(reply.request)
  const of = { ...by, idempotencyKey: idempotencyKeyOf(reply.request), aside: call.aside }
  const { offset, result } = await call.ring.control(call.request, sender, of)
  const settled = await withinLimit(
    result.then((outcome) => {
      if (outcome.ok) call.carriedOut?.()
      return outcome
    }),
  )
  if (settled === null) {
    const message = `The request is stored and waits for its turn. Its result will be at "/api/v1/control/${offset}".`
    return reply.code(202).send({ offset, message })
  }
  const body = call.schema.parse(valueOfResult(settled))
  tellVersion(reply, body)
  return body === null ? reply.code(204).send() : reply.send(body)
}

/** The same key again, from the same caller, means the same request: it gets the same answer. Throws `INVALID_ARGUMENT`. */
export function idempotencyKeyOf({ headers }: FastifyRequest): string | undefined {
  const key = headers['idempotency-key']
  if (key === undefined) return undefined
  if (typeof key === 'string' && key.length > 0 && key.length <= MAX_IDEMPOTENCY_KEY) return key
  const message = `The header Idempotency-Key must have 1 to ${MAX_IDEMPOTENCY_KEY} characters. Send a random one for each request.`
  throw new AIFlowError('INVALID_ARGUMENT', message)
}

/** Throws the error of a request that was refused. */
function valueOfResult(result: ControlResult): Json {
  if (result.ok) return result.value
  const { code, message, details } = result.error
  throw new AIFlowError(code, message, { details })
}

async function withinLimit(result: Promise<ControlResult>): Promise<ControlResult | null> {
  let timer: Timer | undefined
  const limit = new Promise<null>((resolve) => {
    timer = startTimer(() => resolve(null), CONTROL_WAIT_MS)
  })
  try {
    return await Promise.race([result, limit])
  } finally {
    stopTimer(timer)
  }
}
