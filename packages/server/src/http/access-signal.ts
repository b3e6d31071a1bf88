import { startDeadline, stopTimer, type Timer } from '@aiflow/sdk/internal/time'
import type { FastifyRequest } from 'fastify'
import type { StoredEvent } from '../storage/rows.ts'
import type { HttpDependencies } from './dependencies.ts'

const ENDS_ACCESS: readonly string[] = ['aiflow/control/endSession', 'aiflow/control/revokeToken']

/** Of what should have expired and has not. */
const RECHECK_MS = 1000

/**
 * Aborted at once when what a request was let in with is no longer good: its token was revoked or has expired, its session
 * has ended, or its task has. It is looked at until `left` is aborted.
 */
export function accessSignal(
  { access, ring }: Pick<HttpDependencies, 'access' | 'ring'>,
  request: FastifyRequest,
  left: AbortSignal,
): AbortSignal {
  const controller = new AbortController()
  const isTask = request.identity?.type === 'task'
  let timer: Timer | undefined
  const check = () => {
    if (!isStillKnown(access, request)) controller.abort()
  }
  const stopListening = ring.onCommitted((events) => {
    if (events.some(isTask ? mayEndTask : mayEndAccess)) check()
  })
  const expireTime = access.expireTimeOf(request.headers)
  const awaitExpiry = (time: number) => {
    timer = startDeadline(
      () => {
        check()
        // A clock may have been set back.
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

function isStillKnown(access: HttpDependencies['access'], request: FastifyRequest): boolean {
  try {
    access.identifyCaller(request.headers)
    return true
  } catch {
    // What it was let in with was good then.
    return false
  }
}
