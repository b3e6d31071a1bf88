import type { StoredEvent } from '../storage/rows.ts'
import type { Lane } from './lane.ts'
import type { Step } from './step.ts'

/** Puts an event behind those that its lane has still to judge; it is stored with the same commit as the event. */
export function addToInbox(step: Step, lane: Lane, event: StoredEvent, { codeOnly }: { codeOnly: boolean }): void {
  lane.inbox.push({ lane: lane.id, offset: event.offset, codeOnly, event })
  step.world.lanesWithInbox.add(lane)
  step.changes.addToInbox({ lane: lane.id, offset: event.offset, codeOnly, requestId: event.requestId })
}

/** Takes the oldest event of a lane out of its inbox, in the commit of the step that judges it. */
export function takeFromInbox(step: Step, lane: Lane): void {
  const entry = lane.inbox.shift()
  if (entry === undefined) return
  step.changes.removeFromInbox({ lane: entry.lane, offset: entry.offset, codeOnly: entry.codeOnly })
  if (lane.inbox.length === 0) step.world.lanesWithInbox.delete(lane)
}
