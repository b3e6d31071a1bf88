import type { EventLog } from '../../log/event-log.ts'
import type { EventQuery } from '../../storage/reads/event-reads.ts'
import type { ReadStorage } from '../../storage/reads/read-storage.ts'
import type { StoredEvent } from '../../storage/rows.ts'
import { LogTail } from './log-tail.ts'

const PAGE_SIZE = 500
/** Smaller than a page of a list: many may follow at once, and each holds what it has not read yet. */
const PAGE_CHARACTERS = 256 * 1024

export interface FollowOptions {
  readonly eventLog: Pick<EventLog, 'lastOffset' | 'onCommitted'>
  readonly storage: Pick<ReadStorage, 'events'>
  readonly filter: Omit<EventQuery, 'beginOffset' | 'endOffset'>
  /** Exclusive. */
  readonly from: 'now' | number
  /** Milliseconds between heartbeats while nothing matches. */
  readonly idleMs: number
  /** Milliseconds since the epoch. */
  readonly now: () => number
  readonly signal: AbortSignal
}

export interface FollowedPart {
  /** The matching events in order; empty in a heartbeat. */
  readonly events: readonly StoredEvent[]
  /** Everything up to this offset has been examined. */
  readonly position: number
}

/**
 * The events of the log after an offset, each once and in order. It reads older events from the store, and new ones
 * from commits once it has caught up. A slow reader falls back to the store. The first item is the starting position.
 * Ends when the signal is aborted.
 */
export async function* followLog(options: FollowOptions): AsyncGenerator<FollowedPart> {
  const { from, idleMs, now, signal } = options
  const tail = new LogTail(options.eventLog, (event) => matches(event, options.filter))
  try {
    let position = from === 'now' ? tail.lastOffset : from
    yield { events: [], position }
    let spokenAt = now()
    while (!signal.aborted) {
      const part = await nextPart(options, tail, position)
      position = part.position
      const isSilent = part.events.length === 0 && now() - spokenAt < idleMs
      if (!isSilent) {
        yield part
        spokenAt = now()
      }
      await tail.waitAfter(position, idleMs, signal)
    }
  } finally {
    tail.close()
  }
}

async function nextPart({ storage, filter }: FollowOptions, tail: LogTail, position: number): Promise<FollowedPart> {
  const endOffset = tail.lastOffset
  const live = tail.takeAfter(position)
  if (live !== null) return { events: live, position: Math.max(position, endOffset) }
  const { items, isCut } = await storage.events.list({
    ...filter,
    beginOffset: position,
    endOffset,
    limit: PAGE_SIZE,
    maxCharacters: PAGE_CHARACTERS,
    newestFirst: false,
  })
  const last = isCut ? items.at(-1) : undefined
  return { events: items, position: last?.offset ?? endOffset }
}

function matches(event: StoredEvent, filter: FollowOptions['filter']): boolean {
  return (
    (filter.namespace === undefined || filter.namespace === event.namespace) &&
    (filter.keys === undefined || filter.keys.includes(event.key)) &&
    (filter.sender === undefined || filter.sender === event.sender) &&
    (filter.principal === undefined || filter.principal === event.principal) &&
    (filter.kinds === undefined || filter.kinds.includes(event.kind)) &&
    (filter.workflowExecutionId === undefined || filter.workflowExecutionId === event.workflowExecutionId) &&
    (filter.forExecution === undefined ||
      event.workflowExecutionId === null ||
      event.workflowExecutionId === filter.forExecution)
  )
}
