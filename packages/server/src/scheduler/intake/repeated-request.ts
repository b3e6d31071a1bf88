import { isDeepStrictEqual } from 'node:util'
import { AIFlowError } from '@aiflow/sdk/internal/errors'
import type { ControlRequest } from '../../log/control.ts'
import { fieldsOf } from '../../log/event-fields.ts'
import type { StoredEvent } from '../../storage/rows.ts'

/** What the sender says of a request. The rest is filled in on the way, and differs where it is sent again. */
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
] as const

/**
 * A sender that uses an idempotency key again must mean the request that it was used for first: else its answer would be
 * that of another. `first` is null where the history does not reach back so far. Throws `IDEMPOTENCY_KEY_REUSED`.
 */
export function requireSame(first: StoredEvent | null, request: ControlRequest): void {
  if (first === null) return
  const before: Record<string, unknown> = fieldsOf(first.value)
  // As the log keeps it: JSON has no -0.
  const now: Record<string, unknown> = JSON.parse(JSON.stringify(request))
  // An older version may have left out what was not given.
  if (SAID.every((field) => before[field] === undefined || isDeepStrictEqual(before[field], now[field]))) return
  const message = `The idempotency key was used for another request already (offset ${first.offset}). Send a random one for each request.`
  throw new AIFlowError('IDEMPOTENCY_KEY_REUSED', message, { details: { offset: first.offset } })
}
