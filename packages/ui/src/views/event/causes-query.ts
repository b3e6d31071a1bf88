import { type EventDetail, type TaskExecutionRef, taskOfPrincipal, type WhyLink } from '@aiflow/sdk/client'
import { queryOptions } from '@tanstack/react-query'
import type { CardEvent } from '../../components/causes/event-card.tsx'
import { client } from '../../data/client.ts'
import { hasCode } from '../../data/errors.ts'
import { parseTaskRef, toldChange } from '../../data/task-ref.ts'

/** Maximum number of events to walk back, with one request each. Task executions are covered by the chain of "why". */
const MAX_STEPS = 20

export type Cause = WhyLink | { readonly type: 'event'; readonly event: CardEvent }

/** The causes of an event, the first one first. */
export function causesQuery(event: EventDetail) {
  return queryOptions({
    queryKey: ['events', 'causes', event.offset],
    queryFn: async ({ signal }) => (await causesOf(event, signal)).reverse(),
    meta: { topics: [] },
  })
}

/** The nearest cause first. */
async function causesOf(event: EventDetail, signal: AbortSignal): Promise<Cause[]> {
  const causes: Cause[] = []
  let at = event
  for (let step = 0; step < MAX_STEPS; step += 1) {
    const change = toldChange(at)
    const ref = at.kind === 'user' ? parseTaskRef(senderTaskOf(at)) : (change?.ref ?? null)
    const isNew = change !== null && change.from === null
    if (ref !== null && (at.kind === 'user' || isNew)) {
      const links = await chainOf(ref, signal)
      // The event itself is not one of its causes.
      return [...causes, ...(isNew ? links.slice(1) : links)]
    }
    if (at.causeOffset === null) return causes
    const cause = await findEvent(at.causeOffset, signal)
    if (typeof cause === 'string') return [...causes, { type: 'missing', text: cause }]
    causes.push({ type: 'event', event: cause })
    if (cause.kind === 'report' && ref !== null) return [...causes, ...(await chainOf(ref, signal))]
    at = cause
  }
  return causes
}

/** Older versions stored only the name of the sender. */
function senderTaskOf({ principal, sender }: EventDetail): string | null {
  return principal === null ? sender : taskOfPrincipal(principal)
}

/** A string says why the event cannot be read. */
async function findEvent(offset: number, signal: AbortSignal): Promise<EventDetail | string> {
  try {
    return await client.events.get(offset, { signal })
  } catch (error) {
    if (hasCode(error, 'EVENT_NOT_FOUND')) return `Event ${offset} is no longer kept.`
    if (hasCode(error, 'FORBIDDEN')) return `Event ${offset} is a request, which only admins may read.`
    throw error
  }
}

async function chainOf(ref: TaskExecutionRef, signal: AbortSignal): Promise<readonly WhyLink[]> {
  try {
    return (await client.taskExecutions.why(ref, { signal })).links
  } catch (error) {
    // The sender is not reliable: anyone outside may use any name.
    if (hasCode(error, 'TASK_EXECUTION_NOT_FOUND') || hasCode(error, 'WORKFLOW_EXECUTION_NOT_FOUND')) return []
    throw error
  }
}
