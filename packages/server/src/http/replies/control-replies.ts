import { AIFlowError } from '@aiflow/sdk/internal/errors'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type * as z from 'zod'
import type { Controls } from '../../log/controls.ts'
import { type ControlCall, carryOut } from '../../requests/carry-out.ts'
import { callerOf } from '../guard/caller-of.ts'
import { tellVersion } from './versions.ts'

const MAX_IDEMPOTENCY_KEY = 256

export interface ControlReply<S extends z.ZodType> extends Omit<ControlCall, 'idempotencyKey'> {
  readonly controls: Controls
  readonly schema: S
}

/** Appends a control request. Answers with its result, or with 202 and its offset if the step takes too long. */
export async function replyToControl<S extends z.ZodType>(
  reply: FastifyReply,
  { controls, schema, ...call }: ControlReply<S>,
): Promise<FastifyReply> {
  const { request } = reply
  const carried = await carryOut(controls, { ...call, idempotencyKey: idempotencyKeyOf(request) }, callerOf(request))
  if (!carried.isDone) {
    const { offset } = carried
    const message = `The request is stored and waits for its turn. Its result will be at "/api/v1/control/${offset}".`
    return reply.code(202).send({ offset, message })
  }
  const body = schema.parse(carried.value)
  tellVersion(reply, body)
  return body === null ? reply.code(204).send() : reply.send(body)
}

/** A request with the same key and caller gets the first answer again. Throws `INVALID_ARGUMENT`. */
export function idempotencyKeyOf({ headers }: FastifyRequest): string | undefined {
  const key = headers['idempotency-key']
  if (key === undefined) return undefined
  if (typeof key === 'string' && key.length > 0 && key.length <= MAX_IDEMPOTENCY_KEY) return key
  const message = `The header Idempotency-Key must have 1 to ${MAX_IDEMPOTENCY_KEY} characters. Send a random one for each request.`
  throw new AIFlowError('INVALID_ARGUMENT', message)
}
