import type { ControlRequest } from '../../log/control.ts'
import type { NewUserEvent } from '../../log/event-log.ts'
import { parseTimerId } from '../../model/timer-ids.ts'
import type { DeadLetterLookups } from '../../storage/lookups.ts'
import type { ProducerKey } from '../../storage/producer-key.ts'
import type { EventSource } from '../commit/work.ts'
import type { EventReport } from '../tasks/reports.ts'
import type { World } from '../world/world.ts'
import { type BackfillTimes, loadBackfillTimes } from './backfill-times.ts'
import { controlDraft, namespaceOfRequest, type RequestedBy, reportDraft, timerDraft, userDraft } from './drafts.ts'
import { type EndedBackfill, loadEndedBackfill } from './ended-backfill.ts'
import { type EndedExecution, loadEndedExecution } from './ended-executions.ts'
import { loadSnapshotUse, type SnapshotUse } from './snapshot-use.ts'

/** Older versions kept the keys of requests among those of events, with this prefix. */
const EARLIER_PREFIX = 'control/'
/** Scope of the keys of requests with events. */
const REQUEST_SCOPE = 'request/'

/** What comes through each door, on its way to the log. */

export function userEvents(events: readonly NewUserEvent[]): EventSource[] {
  let ofRequest = 0
  const sources = events.map((event): EventSource => {
    const { requestKey, idempotencyKey } = event
    if (idempotencyKey !== null || requestKey === undefined)
      return { producerKey: eventProducer(event), draft: (world) => userDraft(world, event) }
    const producerKey = requestProducer(event, requestKey, ofRequest++)
    const keyScope = { namespace: REQUEST_SCOPE, sender: null }
    return {
      producerKey,
      draft: (world) => ({ ...userDraft(world, event), idempotencyKey: producerKey.idempotencyKey, keyScope }),
    }
  })
  const last = events.at(-1)
  const source = sources.at(-1)
  if (ofRequest === 0 || last?.requestKey === undefined || source === undefined) return sources
  return [...sources.slice(0, -1), { ...source, keyBeyond: keyBeyond(last, last.requestKey, ofRequest) }]
}

/**
 * The key of the nth event of a request. It never equals the key of an event, because no namespace has a "/" in its
 * name.
 */
function requestProducer(event: NewUserEvent, requestKey: string, index: number): ProducerKey {
  const { namespace, sender, key, value, context, workflowExecutionId } = event
  const idempotencyKey = `${requestKey}/${index}`
  return {
    ...keyBeyond(event, requestKey, index),
    content: { namespace, sender, key, value, context, workflowExecutionId },
    earlier: { namespace, sender, idempotencyKey },
  }
}

/** Known only if the request with this key had more than `count` events. */
function keyBeyond({ principal = null }: NewUserEvent, ofRequest: string, count: number): ProducerKey {
  return { namespace: REQUEST_SCOPE, sender: null, principal, idempotencyKey: `${ofRequest}/${count}`, ofRequest }
}

function eventProducer({
  namespace,
  sender,
  principal = null,
  idempotencyKey,
  ...event
}: NewUserEvent): ProducerKey | null {
  if (idempotencyKey === null) return null
  const { key: name, value, context, workflowExecutionId } = event
  const content = { namespace, sender, key: name, value, context, workflowExecutionId }
  const key = { namespace, sender, principal, idempotencyKey, content }
  if (principal === null || idempotencyKey.startsWith(EARLIER_PREFIX)) return key
  return { ...key, earlier: { namespace, sender, idempotencyKey } }
}

/** `appendedAs` is called with the offset under which the request is about to be appended. */
export function controlEvent(
  request: ControlRequest,
  by: RequestedBy,
  appendedAs: (offset: number) => void,
): EventSource {
  const producerKey = controlKey(request, by)
  let ended: EndedExecution | null = null
  let endedBackfill: EndedBackfill | null = null
  let snapshotUse: SnapshotUse | null = null
  let retried: Awaited<ReturnType<DeadLetterLookups['load']>> = null
  let underWay: readonly number[] = []
  return {
    producerKey,
    async prepare(storage, world) {
      ended = await loadEndedExecution(storage, world, request)
      endedBackfill = await loadEndedBackfill(storage, world, request)
      snapshotUse = await loadSnapshotUse(storage, request)
      if (request.type === 'retryDeadLetter') retried = await storage.deadLetters.load(request.id)
      if (request.type === 'dropDeadLetters') underWay = await storage.deadLetters.findUnderWay(request.ids)
    },
    draft(world) {
      ended?.revive(world)
      endedBackfill?.putBack(world)
      snapshotUse?.tell(world)
      appendedAs(world.counters.lastOffset + 1)
      const draft = controlDraft(world, withLetter(withUnderWay(request, underWay), retried), by)
      if (producerKey === null) return draft
      return { ...draft, idempotencyKey: producerKey.idempotencyKey, keyScope: producerKey }
    },
  }
}

/** A retry carries its letter and event, so that it can wait for its turn. */
function withLetter(request: ControlRequest, found: Awaited<ReturnType<DeadLetterLookups['load']>>): ControlRequest {
  if (request.type !== 'retryDeadLetter' || found === null) return request
  const { letter, event } = found
  return event === null ? { ...request, letter } : { ...request, letter, event }
}

function withUnderWay(request: ControlRequest, underWay: readonly number[]): ControlRequest {
  return request.type !== 'dropDeadLetters' || underWay.length === 0 ? request : { ...request, underWay }
}

/** Never the key of an event, because no namespace has a "/" in its name. */
function controlKey(
  request: ControlRequest,
  { sender, principal = null, idempotencyKey }: RequestedBy,
): ProducerKey | null {
  const scope = keyScopeOf(request)
  if (idempotencyKey === undefined || scope === null) return null
  const earlier = { namespace: scope, sender, idempotencyKey: EARLIER_PREFIX + idempotencyKey }
  const namespace = scope.includes('/') ? scope : `request/${scope}`
  return { namespace, sender, principal, idempotencyKey, earlier }
}

/**
 * When a request is repeated, its execution may be gone, and the namespace with it. No namespace has a "/" in its name.
 */
function keyScopeOf(request: ControlRequest): string | null {
  if ('workflowExecutionId' in request) return `execution/${request.workflowExecutionId}`
  return namespaceOfRequest(request) ?? null
}

export function reportEvent(workerId: string, report: EventReport): EventSource {
  return { producerKey: null, draft: (world) => reportDraft(world, workerId, report) }
}

export function timerEvent(timerId: string, dueTime: number): EventSource {
  const timer = parseTimerId(timerId)
  const draft = (world: World) => timerDraft(world, timerId, dueTime)
  if (timer?.kind !== 'backfill') return { producerKey: null, draft }
  let times: BackfillTimes | null = null
  return {
    producerKey: null,
    async prepare(storage, world) {
      times = await loadBackfillTimes(storage, world, timer.backfillId)
    },
    draft(world) {
      times?.tell(world)
      return draft(world)
    },
  }
}
