import { AIFlowError } from '@aiflow/sdk/internal/errors'
import type { Json } from '@aiflow/sdk/internal/json'
import type { ControlRequest } from '../../log/control.ts'
import type { Step } from '../step.ts'

/** Maximum number of ended sessions that would still be valid. */
const MAX_ENDED_SESSIONS = 100_000

/** Also removes sessions that have expired meanwhile. */
export function endSession(
  { world, changes, now }: Step,
  { session, expireTime }: Extract<ControlRequest, { type: 'endSession' }>,
): Json {
  for (const [id, expires] of world.endedSessions) if (expires <= now) world.endedSessions.delete(id)
  if (world.endedSessions.size >= MAX_ENDED_SESSIONS) {
    const message = `No more sessions can be logged out: ${MAX_ENDED_SESSIONS} were within a week. Revoke the token of this session instead.`
    throw new AIFlowError('RATE_LIMITED', message)
  }
  world.endedSessions.set(session, expireTime)
  changes.endedSessions.add({ session, expireTime, endTime: now })
  return null
}
