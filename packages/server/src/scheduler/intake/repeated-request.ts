import { isDeepStrictEqual } from 'node:util'
import { AIFlowError } from '@aiflow/sdk/internal/errors'
import type { ControlRequest } from '../../log/control.ts'
import { fieldsOf } from '../../log/event-fields.ts'
import type { StoredEvent } from '../../storage/rows.ts'

/** The fields that the sender sets. The others are filled in later, and differ if the request is sent again. */
const SAID = [
  'type',
  'namespace',
  'workflow',
  'name',
  'workflowExecutionId',
  'task',
  'action',
  'rule',
  'id',
  'hash',
  'parameters',
  'properties',
  'paused',
  'enabled',
  'slots',
  'value',
  'bundleBlob',
  'packages',
  'schedule',
  'dueTime',
  'expression',
  'timezone',
  'from',
  'to',
  'order',
  'reprocess',
  'maxActive',
  'backfillId',
  'executions',
] as const

/**
 * A request with an idempotency key must be the same as the first one with that key; otherwise it would get the answer
 * of another request. `first` is null if history does not reach back that far. Throws `IDEMPOTENCY_KEY_REUSED`.
 */
export function requireSame(first: StoredEvent | null, request: ControlRequest): void {
  if (first === null) return
  const before: Record<string, unknown> = fieldsOf(first.value)
  // In the form of the log, since JSON has no -0.
  const now: Record<string, unknown> = JSON.parse(JSON.stringify(request))
  // An older version may have left out fields that were not given.
  if (SAID.every((field) => before[field] === undefined || isDeepStrictEqual(before[field], now[field]))) return
  const message = `The idempotency key was used for another request already (offset ${first.offset}). Send a random one for each request.`
  throw new AIFlowError('IDEMPOTENCY_KEY_REUSED', message, { details: { offset: first.offset } })
}
