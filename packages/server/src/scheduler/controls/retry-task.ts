import type { Json } from '@aiflow/sdk/internal/json'
import type { TaskStatus } from '@aiflow/sdk/internal/model'
import type { ControlRequest } from '../../log/control.ts'
import { retryItems } from '../items/settle-items.ts'
import type { Step } from '../step.ts'
import { beginRetry } from '../tasks/retries.ts'
import { requireExecution, requireTask } from './lookup.ts'

/**
 * Begins the next attempt of a RETRYING task, or of all items of a task that wait for theirs, now, also in a paused execution. It
 * retries nothing else.
 */
export function retryTask(step: Step, request: Extract<ControlRequest, { type: 'retryTask' }>): Json {
  const lane = requireExecution(step, request.workflowExecutionId)
  step.touched.add(lane)
  const slot = requireTask(lane, request.task)
  const sequenceNumber = slot.latest?.sequenceNumber ?? null
  const { map } = slot
  if (map !== null && map.retrying.size > 0 && slot.latest?.status !== 'STOPPING') {
    retryItems(step, slot, { map, until: Number.POSITIVE_INFINITY })
    return { verdict: 'accepted', reason: null, sequenceNumber }
  }
  const reason = refusalOf(slot.latest?.status ?? null)
  if (reason !== null) return { verdict: 'ignored', reason, sequenceNumber }
  beginRetry(step, slot)
  return { verdict: 'accepted', reason: null, sequenceNumber }
}

function refusalOf(status: TaskStatus | null): string | null {
  switch (status) {
    case 'RETRYING':
      return null
    case null:
      return 'it has not run yet: start it'
    case 'SUCCESS':
    case 'FAILED':
    case 'STOPPED':
      return `it is ${status}, and no attempt follows by itself: start it`
    case 'INIT':
    case 'QUEUED':
      return `it is ${status}: its attempt is about to begin`
    case 'RUNNING':
      return 'it is RUNNING: restart it to begin again'
    case 'STOPPING':
      return 'it is STOPPING: start it, and it starts after the stop'
  }
}
