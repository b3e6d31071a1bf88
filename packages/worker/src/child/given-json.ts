import { describeJsonProblem, findJsonProblem, type Json, MAX_JSON_DEPTH, MAX_VALUE_BYTES } from '@aiflow/sdk/internal'

/** What the code of a user gives as JSON, and what to do where it is none. */
export interface Given {
  /** Begins the sentence, such as `The state "seen"`. */
  readonly what: string
  /** Ends it, where there is too much: `Keep large content elsewhere and its place here.` */
  readonly advice: string
}

/**
 * A copy of a value that goes to the server, so that what the code does to it afterwards changes nothing. Throws where it is
 * not JSON, or JSON that the server does not take.
 */
export function toJson(given: Given, value: unknown): Json {
  const text = stringify(given, value)
  if (text === undefined) throw new TypeError(`${given.what} was given a value that is not JSON. Use null for nothing.`)
  const bytes = Buffer.byteLength(text)
  if (bytes > MAX_VALUE_BYTES) {
    throw new RangeError(`${given.what} is longer than ${MAX_VALUE_BYTES} bytes of JSON. ${given.advice}`)
  }
  const copy = JSON.parse(text) as Json
  const found = findJsonProblem(copy)
  if (found !== null) throw new RangeError(`${given.what} ${describeJsonProblem(found)}. ${given.advice}`)
  return copy
}

function stringify({ what, advice }: Given, value: unknown): string | undefined {
  try {
    return JSON.stringify(value)
  } catch (cause) {
    // The stack of V8 ends some thousand levels down.
    if (!(cause instanceof RangeError)) throw cause
    throw new RangeError(`${what} nests deeper than ${MAX_JSON_DEPTH} levels. ${advice}`, { cause })
  }
}
