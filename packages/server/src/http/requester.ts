import type { FastifyRequest } from 'fastify'
import { nameOf, principalOf } from '../access/identity.ts'
import type { RequestOptions } from '../log/ring-port.ts'

interface Requester {
  readonly sender: string | null
  readonly of: RequestOptions
}

/** Who asks for a change, as the ring wants to know it. */
export function requesterOf({ identity, id: requestId }: Pick<FastifyRequest, 'identity' | 'id'>): Requester {
  if (identity === null) return { sender: null, of: { requestId } }
  const sentBy = identity.type === 'task' ? identity.task : undefined
  return { sender: nameOf(identity), of: { requestId, principal: principalOf(identity), sentBy } }
}
