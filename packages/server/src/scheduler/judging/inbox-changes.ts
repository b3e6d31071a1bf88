import { AIFlowError } from '@aiflow/sdk/internal/errors'
import type { Json } from '@aiflow/sdk/internal/json'
import type { StoredEvent } from '../../storage/rows.ts'
import type { Step } from '../step.ts'
import type { Lane } from '../world/lane.ts'
import type { World } from '../world/world.ts'

const RETRY_AFTER_SECONDS = 1

/** Adds an event to the end of a lane's inbox, in the commit of the step. */
export function addToInbox(step: Step, lane: Lane, event: StoredEvent, { codeOnly }: { codeOnly: boolean }): void {
  lane.inbox.add({ lane: lane.id, offset: event.offset, codeOnly, event })
  step.world.noteInbox(lane)
  step.changes.inbox.add({ lane: lane.id, offset: event.offset, codeOnly, requestId: event.requestId })
}

/** Removes the oldest event from a lane's inbox, in the commit of the step that judges it. */
export function removeOldest(step: Step, lane: Lane): void {
  const entry = lane.inbox.take()
  if (entry === undefined) return
  step.changes.inbox.remove({ lane: entry.lane, offset: entry.offset, codeOnly: entry.codeOnly })
  step.world.noteInbox(lane)
}

/**
 * Empties the inbox of a lane that is gone. Waiting requests are answered with the error, and waiting letters are
 * returned.
 */
export function clearInbox(step: Step, lane: Lane, error: Json): void {
  if (lane.inbox.length === 0) return
  for (const { offset, letter } of lane.inbox.clear()) {
    step.changes.controlResults.add({ offset, result: { ok: false, error } })
    if (letter !== null) step.changes.deadLetters.setTry(letter)
  }
  step.changes.inbox.clear(lane.id)
  step.world.noteInbox(lane)
}

/**
 * Refuses an event before it is stored if a full lane would have to queue it. So an event reaches all lanes that it is
 * for, or is not stored at all, and nothing acknowledged is missing anywhere. Throws `LANE_FULL`.
 */
export function requireRoom(world: World, event: Pick<StoredEvent, 'namespace' | 'key' | 'workflowExecutionId'>): void {
  for (const lane of world.fullLanes) if (wouldWaitIn(lane, event)) throw laneFull(lane, world.guards.laneEvents)
}

function wouldWaitIn(lane: Lane, event: Pick<StoredEvent, 'namespace' | 'key' | 'workflowExecutionId'>): boolean {
  return lane.receives(event) && lane.rulesOn({ key: event.key, kind: 'user' }).length > 0
}

function laneFull(lane: Lane, limit: number): AIFlowError {
  return new AIFlowError(
    'LANE_FULL',
    `${lane.inbox.length} events already wait for ${lane.label}, and at most ${limit} may. Send the event again in a moment; if the execution is paused, resume it.`,
    { details: { lane: lane.id, waiting: lane.inbox.length, retryAfterSeconds: RETRY_AFTER_SECONDS } },
  )
}
