import { MAX_ATTEMPT_INPUT_BYTES } from '@aiflow/sdk/internal/limits'
import type { Outcome, Trigger } from '@aiflow/sdk/internal/worker-protocol'
import { jsonBytes } from '../../log/json-bytes.ts'
import type { TaskExecutionRow } from '../../storage/rows.ts'
import type { TaskSlot } from '../world/execution-lane.ts'

const MEBIBYTE = 1024 * 1024

/** A trigger as the store keeps it. If it is too large for any attempt, its contents are left out. */
export function withinLimit(trigger: Trigger): Trigger {
  if (trigger.leftOutBytes !== undefined) return trigger
  const bytes = jsonBytes(trigger, MAX_ATTEMPT_INPUT_BYTES)
  if (bytes <= MAX_ATTEMPT_INPUT_BYTES) return trigger
  const events = trigger.events.map((event) => ({ ...event, value: null, context: null }))
  return { ...trigger, events, outputs: {}, leftOutBytes: bytes }
}

/** Why an attempt cannot be started on any worker; null if it can. */
export function tooLargeToStart({ lane, task, item }: TaskSlot, { trigger, handle }: TaskExecutionRow): Outcome | null {
  const left = MAX_ATTEMPT_INPUT_BYTES - jsonBytes(trigger, MAX_ATTEMPT_INPUT_BYTES)
  if (trigger.leftOutBytes !== undefined || left < 0) return refusal('The events and outputs that start it')
  const readsStates = task.operator.type === 'code'
  const others = jsonBytes(handle, left) + jsonBytes(item === null ? lane.execution.parameters : item.map.given, left)
  if (others + (readsStates ? lane.states.namedBytes : 0) <= left) return null
  return refusal('The states of its workflow execution, with the events and outputs that start it,')
}

function refusal(what: string): Outcome {
  const message =
    `${what} are more than the ${MAX_ATTEMPT_INPUT_BYTES / MEBIBYTE} MiB of JSON that an attempt may have. ` +
    'Keep large content in files, and their paths in outputs, states and events.'
  return { type: 'failed', reason: 'start', message, exitCode: null, signal: null, retryable: false }
}
