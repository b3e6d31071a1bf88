import type { VerdictSaw } from '@aiflow/sdk/internal/api/events'
import type { Event } from '@aiflow/sdk/internal/model'
import type { Evaluated } from '../../rules/conditions/evaluated.ts'
import type { TaskExecutionRow } from '../../storage/rows.ts'

const MAX_OFFSETS = 100

/**
 * What a verdict keeps of what its condition saw: only what does not follow from the rule and the event. Most verdicts
 * keep nothing.
 */
export function verdictSawOf({ events, states }: Evaluated, waitsFor: TaskExecutionRow | null): VerdictSaw | null {
  if (events.length <= 1 && states === undefined && waitsFor === null) return null
  return {
    ...(events.length > 1 ? { offsets: offsetsOf(events) } : {}),
    ...(states === undefined ? {} : { states }),
    ...(waitsFor === null ? {} : { waitsFor: keyOf(waitsFor) }),
  }
}

/** Of the newest events only, so that a verdict stays short. */
function offsetsOf(events: readonly Event[]): number[] {
  return events.slice(-MAX_OFFSETS).map(({ offset }) => offset)
}

function keyOf({ workflowExecutionId, taskName, sequenceNumber }: TaskExecutionRow): string {
  return `${workflowExecutionId}/${taskName}/${sequenceNumber}`
}
