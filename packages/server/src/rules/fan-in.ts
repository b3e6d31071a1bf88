import { MAX_BATCH_EVENTS } from '@aiflow/sdk/internal/limits'
import type { Event } from '@aiflow/sdk/internal/model'
import type { FanIn } from '@aiflow/sdk/internal/wire'

/** A batch with more text than this is full, whatever its configured size, because one execution carries all of it. */
const MAX_BATCH_CHARACTERS = 1024 * 1024

/** What a trigger keeps for a later execution, and what that depends on. */
export interface Gathered {
  readonly events: readonly Pick<Event, 'value' | 'context'>[]
  /** The living execution that others wait for; null if there is none. */
  readonly first: number | null
  /** Whether the time of a batch is running. */
  readonly isTimed: boolean
}

/** Whether an execution starts with what a trigger keeps. Pure. */
export function isComplete(fanIn: FanIn, { events, first, isTimed }: Gathered): boolean {
  switch (fanIn.type) {
    case 'each':
      return true
    case 'latest':
      return first === null
    case 'batch':
      if (events.length >= (fanIn.size ?? MAX_BATCH_EVENTS) || charactersOf(events) > MAX_BATCH_CHARACTERS) return true
      return fanIn.seconds !== undefined && !isTimed
  }
}

/** Why nothing starts yet. */
export function incompleteReason(fanIn: FanIn, { events, first }: Gathered): string {
  if (fanIn.type !== 'batch') return `the newest waits until the execution ${first ?? ''} has ended`
  return fanIn.size === undefined ? `${events.length} gathered so far` : `${events.length} of ${fanIn.size} gathered`
}

function charactersOf(events: Gathered['events']): number {
  return events.reduce((sum, { value, context }) => sum + (value?.length ?? 0) + (context?.length ?? 0), 0)
}
