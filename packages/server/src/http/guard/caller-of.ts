import type { FastifyRequest } from 'fastify'
import type { Caller } from '../../requests/callers/caller.ts'

/** The caller of a request. */
export function callerOf({ identity, id: requestId }: FastifyRequest): Caller {
  return { identity, requestId }
}
