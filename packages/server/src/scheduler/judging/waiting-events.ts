import { AIFlowError } from '@aiflow/sdk/internal/errors'
import type { Json } from '@aiflow/sdk/internal/json'
import type { StoredEvent } from '../../storage/rows.ts'
import type { Step } from '../step.ts'
import type { Lane } from '../world/lane.ts'
import type { World } from '../world/world.ts'

const RETRY_AFTER_SECONDS = 1

/** Puts an event behind those that its lane has still to judge; it is stored with the same commit as the event. */
export function addToInbox(step: Step, lane: Lane, event: StoredEvent, { codeOnly }: { codeOnly: boolean }): void {
  lane.inbox.add({ lane: lane.id, offset: event.offset, codeOnly, event })
  step.world.noteInbox(lane)
  step.changes.inbox.add({ lane: lane.id, offset: event.offset, codeOnly, requestId: event.requestId })
}

/** Takes the oldest event of a lane out of its inbox, in the commit of the step that judges it. */
export function takeFromInbox(step: Step, lane: Lane): void {
  const entry = lane.inbox.take()
  if (entry === undefined) return
  step.changes.inbox.remove({ lane: entry.lane, offset: entry.offset, codeOnly: entry.codeOnly })
  step.world.noteInbox(lane)
}

/** What waited has nothing left to wait for: who asked for something is told, and letters go back. */
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
 * Refuses an event at the door where it would come to wait in a lane that is full. It goes to all lanes that it is for or is
 * not stored at all, so that nothing that was acknowledged is missing anywhere. Throws `LANE_FULL`.
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
    `${lane.inbox.length} events wait for ${lane.label} already, ${limit} at most may wait. Send it again in a moment; if the execution is paused, resume it.`,
    { details: { lane: lane.id, waiting: lane.inbox.length, retryAfterSeconds: RETRY_AFTER_SECONDS } },
  )
}
