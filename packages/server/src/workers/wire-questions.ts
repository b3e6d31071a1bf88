import type { EvaluateRequest } from '@aiflow/sdk/internal/worker-protocol'
import { exceedsBytes } from '../log/json-bytes.ts'
import type { QuestionToSend } from '../log/worker-port.ts'
import { entriesText, FETCHING_PROTOCOL, itemsText } from './wire-specs.ts'

/** Larger questions do not come as messages: one of many MiB would hold up all starts behind it. */
const MAX_QUESTION_BYTES = 64 * 1024

export function isLargeQuestion({ event, following, states }: QuestionToSend): boolean {
  return exceedsBytes({ event, following, states }, MAX_QUESTION_BYTES)
}

/** `name`: what the worker fetches it by, null where all of it comes along. */
export function questionToWire(
  { statusSnapshot, ...question }: QuestionToSend,
  protocol: number,
  name: string | null,
): Omit<EvaluateRequest, 'type' | 'requestId'> {
  if (protocol < FETCHING_PROTOCOL) return { ...question, taskStatuses: { ...statusSnapshot?.byName } }
  const wire = { ...question, ...(statusSnapshot === undefined ? {} : { statusRuns: statusSnapshot.runs }) }
  if (name === null) return wire
  const { following: _, ...stub } = wire
  return { ...stub, event: { ...question.event, value: null, context: null }, states: {}, fetch: name }
}

/** The events and states of a question as JSON, piece by piece, so that no more than one value is text at a time. */
export function* textOfQuestion({ event, following, states }: QuestionToSend): Generator<string> {
  yield `{"event":${JSON.stringify(event)},"states":`
  yield* entriesText(states)
  if (following !== undefined) {
    yield ',"following":'
    yield* itemsText(following)
  }
  yield '}'
}
