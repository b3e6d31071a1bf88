import type { EventFilter } from '@aiflow/sdk/internal/api/events'
import { AIFlowError } from '@aiflow/sdk/internal/errors'
import { parseTimeText, TIME_RULE } from '@aiflow/sdk/internal/time'
import type { Identity } from '../../access/identity.ts'
import type { EventQuery } from '../../storage/reads/event-reads.ts'
import type { ReadStorage } from '../../storage/reads/read-storage.ts'
import { readableBy } from './event-scope.ts'

/** The query to the store for a filter. */
export async function toEventQuery(
  filter: EventFilter,
  identity: Identity | null,
  storage: Pick<ReadStorage, 'events'>,
): Promise<EventQuery> {
  return {
    ...readableBy(identity, filter),
    keys: filter.key === undefined ? undefined : [filter.key],
    // Tasks and workers always send under their own name. The store finds events by sender faster.
    sender: filter.sender ?? senderOfPrincipal(filter.principal),
    principal: filter.principal,
    workflowExecutionId: filter.workflowExecutionId,
    beginOffset: await beginOffsetOf(filter, storage),
    endOffset: filter.endOffset,
  }
}

/** The offset before the first event at or after a time. */
export async function offsetBefore(time: string, storage: Pick<ReadStorage, 'events'>): Promise<number> {
  return storage.events.offsetOfTime(parseTime(time) - 1)
}

/** Parses a time into milliseconds since the epoch; UTC if it has no zone. Throws `INVALID_ARGUMENT`. */
export function parseTime(time: string): number {
  const parsed = parseTimeText(time, 'UTC')
  if (parsed !== null) return parsed
  throw new AIFlowError('INVALID_ARGUMENT', `"${time}" is not a time. Give ${TIME_RULE}.`, { details: { time } })
}

/** Parses an optional time. */
export function optionalTime(time: string | undefined): number | undefined {
  return time === undefined ? undefined : parseTime(time)
}

async function beginOffsetOf(filter: EventFilter, storage: Pick<ReadStorage, 'events'>): Promise<number> {
  if (filter.beginOffset > 0 || filter.beginTime === undefined) return filter.beginOffset
  return offsetBefore(filter.beginTime, storage)
}

function senderOfPrincipal(principal: string | undefined): string | undefined {
  return /^(?:task|worker):(.+)$/.exec(principal ?? '')?.[1]
}
