import { AIFlowError } from '@aiflow/sdk/internal/errors'
import { convertToJson, describeJsonProblem, type Json } from '@aiflow/sdk/internal/json'
import { MAX_VALUE_BYTES } from '@aiflow/sdk/internal/limits'

/** Names a value that user code gives as JSON, for error messages. */
export interface Given {
  /** The subject of the message, such as `The state "seen"`. */
  readonly what: string
  /** What to do if it is too large, such as `Keep large content elsewhere and its place here.` */
  readonly advice: string
}

/**
 * Copies a value for the server, so that later changes by the code have no effect. Throws INVALID_ARGUMENT if it is not JSON or
 * if the server would refuse it, and TOO_LARGE.
 */
export function toJson({ what, advice }: Given, value: unknown): Json {
  const converted = convertToJson(value)
  if ('refusal' in converted) {
    const { refusal } = converted
    const message = `${what} ${describeJsonProblem(refusal)}. ${refusal.advice ?? advice}`
    throw new AIFlowError('INVALID_ARGUMENT', message, { details: { place: refusal.place } })
  }
  if (Buffer.byteLength(JSON.stringify(converted.json)) <= MAX_VALUE_BYTES) return converted.json
  throw new AIFlowError('TOO_LARGE', `${what} is longer than ${MAX_VALUE_BYTES} bytes of JSON. ${advice}`)
}
