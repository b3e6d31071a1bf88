import { AIFlowError } from '@aiflow/sdk/internal/errors'
import { convertToJson, describeJsonProblem, type Json } from '@aiflow/sdk/internal/json'
import { MAX_VALUE_BYTES } from '@aiflow/sdk/internal/limits'

/** What the code of a user gives as JSON, and what to do where it is none. */
export interface Given {
  /** Begins the sentence, such as `The state "seen"`. */
  readonly what: string
  /** Ends it, where there is too much: `Keep large content elsewhere and its place here.` */
  readonly advice: string
}

/**
 * A copy of a value that goes to the server, so that what the code does to it afterwards changes nothing. Throws
 * INVALID_ARGUMENT where it is not JSON, or JSON that the server does not take, and TOO_LARGE.
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
