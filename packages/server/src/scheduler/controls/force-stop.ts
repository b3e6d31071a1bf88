import type { Json } from '@aiflow/sdk/internal/json'
import type { ControlRequest } from '../../log/control.ts'
import { endItems } from '../items/settle-items.ts'
import type { Step } from '../step.ts'
import { askChildToStop, endTask } from '../tasks/task-transitions.ts'
import { requireExecution, requireTask } from './lookup.ts'

const UNCONFIRMED = 'The stop was forced: nothing has confirmed that the processes and the work outside are gone.'

/** Ends a stop that nobody has confirmed. The outcome says that it was not confirmed. */
export function forceStop(step: Step, request: Extract<ControlRequest, { type: 'forceStop' }>): Json {
  const lane = requireExecution(step, request.workflowExecutionId)
  step.touched.add(lane)
  const slot = requireTask(lane, request.task)
  const sequenceNumber = slot.latest?.sequenceNumber ?? null
  if (slot.latest?.status !== 'STOPPING') {
    return { verdict: 'ignored', reason: 'only a stop that is under way can be forced', sequenceNumber }
  }
  // A child that was to be stopped by a later step still is.
  askChildToStop(step, slot)
  const { stopError } = slot.latest
  const message = stopError === null ? UNCONFIRMED : `${UNCONFIRMED} ${stopError}`
  const outcome = { type: 'stopped', message, unconfirmed: true } as const
  if (slot.map !== null) endItems(step, slot, { map: slot.map, outcome })
  endTask(step, slot, 'STOPPED', outcome)
  return { verdict: 'accepted', reason: null, sequenceNumber }
}
