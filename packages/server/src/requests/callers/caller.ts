import { type Identity, nameOf, principalOf } from '../../access/identity.ts'
import type { RequestOptions } from '../../log/controls.ts'

/** Who asks through a door. */
export interface Caller {
  /** Null where the door lets everyone in. */
  readonly identity: Identity | null
  /** Names the request in logs and events. */
  readonly requestId?: string | undefined
}

interface Requester {
  readonly sender: string | null
  readonly of: RequestOptions
}

/** Who asks for a change, as the scheduler wants to know it. */
export function requesterOf({ identity, requestId }: Caller): Requester {
  if (identity === null) return { sender: null, of: { requestId } }
  const sentBy = identity.type === 'task' ? identity.task : undefined
  return { sender: nameOf(identity), of: { requestId, principal: principalOf(identity), sentBy } }
}
