import { type Identity, nameOf, principalOf } from '../../access/identity.ts'
import type { RequestOptions } from '../../log/controls.ts'

/** The caller of a request, through any door. */
export interface Caller {
  /** Null if the door admits everyone. */
  readonly identity: Identity | null
  /** The request id in logs and events. */
  readonly requestId?: string | undefined
}

interface Requester {
  readonly sender: string | null
  readonly of: RequestOptions
}

/** The sender of a change, in the form that the scheduler expects. */
export function requesterOf({ identity, requestId }: Caller): Requester {
  if (identity === null) return { sender: null, of: { requestId } }
  const sentBy = identity.type === 'task' ? identity.task : undefined
  return { sender: nameOf(identity), of: { requestId, principal: principalOf(identity), sentBy } }
}
