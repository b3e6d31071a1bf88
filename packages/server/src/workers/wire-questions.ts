import type { EvaluateRequest } from '@aiflow/sdk/internal/worker-protocol'
import { exceedsBytes } from '../log/json-bytes.ts'
import type { QuestionToSend } from '../log/worker-port.ts'
import { entriesText, FETCHING_PROTOCOL, itemsText } from './wire-specs.ts'

/** Larger questions are fetched instead of sent, because a message of many MiB would hold up all starts behind it. */
const MAX_QUESTION_BYTES = 64 * 1024

export function isLargeQuestion({ event, following, states }: QuestionToSend): boolean {
  return exceedsBytes({ event, following, states }, MAX_QUESTION_BYTES)
}

/** `name`: the name under which the worker fetches it; null if the message holds all of it. */
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

/** The events and states of a question as JSON, in pieces, so that at most one value is text at a time. */
export function* textOfQuestion({ event, following, states }: QuestionToSend): Generator<string> {
  yield `{"event":${JSON.stringify(event)},"states":`
  yield* entriesText(states)
  if (following !== undefined) {
    yield ',"following":'
    yield* itemsText(following)
  }
  yield '}'
}
