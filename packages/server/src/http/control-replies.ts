import { AIFlowError, type Json } from '@aiflow/sdk/internal'
import type { FastifyReply } from 'fastify'
import type * as z from 'zod'
import { nameOf } from '../access/identity.ts'
import type { ControlRequest, ControlResult } from '../log/control.ts'
import type { Ring } from '../log/ring-port.ts'
import { tellVersion } from './versions.ts'

const CONTROL_WAIT_MS = 10_000

export interface ControlCall<S extends z.ZodType> {
  readonly ring: Ring
  readonly request: ControlRequest
  readonly schema: S
}

/** Appends a control request and answers with its result, or with 202 and its offset where the step takes too long. */
export async function replyToControl<S extends z.ZodType>(
  reply: FastifyReply,
  call: ControlCall<S>,
): Promise<FastifyReply> {
  const { identity } = reply.request
  const sender = identity === null ? null : nameOf(identity)
  const { offset, result } = await call.ring.control(call.request, sender, reply.request.id)
  const settled = await withinLimit(result)
  if (settled === null) {
    const message = `The request is stored and waits for its turn. Its result will be at "/api/v1/control/${offset}".`
    return reply.code(202).send({ offset, message })
  }
  const body = call.schema.parse(valueOfResult(settled))
  tellVersion(reply, body)
  return body === null ? reply.code(204).send() : reply.send(body)
}

/** Throws the error of a request that was refused. */
function valueOfResult(result: ControlResult): Json {
  if (result.ok) return result.value
  const { code, message, details } = result.error
  throw new AIFlowError(code, message, { details })
}

async function withinLimit(result: Promise<ControlResult>): Promise<ControlResult | null> {
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), CONTROL_WAIT_MS)
  })
  try {
    return await Promise.race([result, limit])
  } finally {
    clearTimeout(timer)
  }
}
