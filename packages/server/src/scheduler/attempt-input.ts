import { MAX_ATTEMPT_INPUT_BYTES, type Outcome, type Trigger } from '@aiflow/sdk/internal'
import { jsonBytes } from '../log/json-bytes.ts'
import type { TaskExecutionRow } from '../storage/rows.ts'
import type { ExecutionLane } from './execution-lane.ts'
import { namedStatesOf } from './named-states.ts'

const MEBIBYTE = 1024 * 1024
/** Of a character that is escaped. */
const MAX_CHARACTER_BYTES = 6

/** A trigger as it is kept: of one that no attempt may be given, the contents are not. */
export function withinLimit(trigger: Trigger): Trigger {
  if (trigger.leftOutBytes !== undefined) return trigger
  const bytes = jsonBytes(trigger, MAX_ATTEMPT_INPUT_BYTES)
  if (bytes <= MAX_ATTEMPT_INPUT_BYTES) return trigger
  const events = trigger.events.map((event) => ({ ...event, value: null, context: null }))
  return { ...trigger, events, outputs: {}, leftOutBytes: bytes }
}

/** Why an attempt cannot be started, whoever tries it; null where it can. */
export function tooLargeToStart(lane: ExecutionLane, row: TaskExecutionRow): Outcome | null {
  const { trigger, handle } = row
  const left = MAX_ATTEMPT_INPUT_BYTES - jsonBytes(trigger, MAX_ATTEMPT_INPUT_BYTES)
  if (trigger.leftOutBytes !== undefined || left < 0) return refusal('The events and outputs that start it')
  const readsStates = lane.plan.tasks.get(row.taskName)?.operator.type === 'code'
  const others = [handle, lane.execution.parameters, ...(readsStates ? Object.values(namedStatesOf(lane.states)) : [])]
  if (sumOf(others, (value) => atMost(value, left)) <= left) return null
  if (sumOf(others, (value) => jsonBytes(value, left)) <= left) return null
  return refusal('The states of its workflow execution, with the events and outputs that start it,')
}

function sumOf(values: readonly unknown[], bytesOf: (value: unknown) => number): number {
  return values.reduce<number>((sum, value) => sum + bytesOf(value), 0)
}

/** Found quickly: to count the bytes of a long text takes a while, and most are far from the limit. */
function atMost(value: unknown, enough: number): number {
  return typeof value === 'string' ? value.length * MAX_CHARACTER_BYTES + 2 : jsonBytes(value, enough)
}

function refusal(what: string): Outcome {
  const message =
    `${what} are more than the ${MAX_ATTEMPT_INPUT_BYTES / MEBIBYTE} MiB of JSON that an attempt may be given. ` +
    'Keep large content in files, and their places in outputs, states and events.'
  return { type: 'failed', reason: 'start', message, exitCode: null, signal: null, retryable: false }
}
