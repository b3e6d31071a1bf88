import { startDeadline, stopTimer, type Timer } from '@aiflow/sdk/internal/time'
import type { Credentials } from '../../access/access.ts'
import type { Identity } from '../../access/identity.ts'
import type { StoredEvent } from '../../storage/rows.ts'
import type { RequestDependencies } from '../dependencies.ts'

const ENDS_ACCESS: readonly string[] = ['aiflow/control/endSession', 'aiflow/control/revokeToken']

/** How often to check for access that should have expired. */
const RECHECK_MS = 1000

/** The credentials of a caller. */
interface Admitted {
  readonly identity: Identity | null
  readonly credentials: Credentials
}

/**
 * Aborted as soon as the credentials of a request are no longer valid: the token was revoked or has expired, or the
 * session or the task has ended. Checks until `left` is aborted.
 */
export function accessSignal(
  { access, eventLog }: Pick<RequestDependencies, 'access' | 'eventLog'>,
  { identity, credentials }: Admitted,
  left: AbortSignal,
): AbortSignal {
  const controller = new AbortController()
  const isTask = identity?.type === 'task'
  let timer: Timer | undefined
  const check = () => {
    if (!isStillKnown(access, credentials)) controller.abort()
  }
  const stopListening = eventLog.onCommitted((events) => {
    if (events.some(isTask ? mayEndTask : mayEndAccess)) check()
  })
  const expireTime = access.expireTimeOf(credentials)
  const awaitExpiry = (time: number) => {
    timer = startDeadline(
      () => {
        check()
        // The clock may have been set back.
        if (!controller.signal.aborted) awaitExpiry(access.now + RECHECK_MS)
      },
      time,
      () => access.now,
    )
  }
  if (expireTime !== null) awaitExpiry(expireTime)
  const stop = () => {
    stopListening()
    stopTimer(timer)
  }
  left.addEventListener('abort', stop, { once: true })
  controller.signal.addEventListener('abort', stop, { once: true })
  return controller.signal
}

function mayEndAccess({ key }: StoredEvent): boolean {
  return ENDS_ACCESS.includes(key)
}

function mayEndTask({ kind }: StoredEvent): boolean {
  return kind === 'status'
}

function isStillKnown(access: RequestDependencies['access'], credentials: Credentials): boolean {
  try {
    access.identifyCaller(credentials)
    return true
  } catch {
    // The credentials were valid when the request was admitted.
    return false
  }
}
