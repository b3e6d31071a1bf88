import { AIFlowError } from '../../errors/aiflow-error.ts'
import { describeJsonProblem, UNICODE_PROBLEM } from '../../model/json/json-check.ts'
import { convertToJson } from '../../model/json/json-value.ts'
import { MAX_ENVELOPE_DEPTH, MAX_JSON_DEPTH } from '../../model/limits.ts'
import { quoted } from '../../model/text/quoted.ts'

/** Content that can be sent again if the connection breaks. */
export type Bytes = string | Uint8Array<ArrayBuffer> | Blob

type QueryValue = string | number | boolean | readonly string[] | null | undefined

export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly path: string
  readonly query?: Readonly<Record<string, QueryValue>> | undefined
  readonly body?: unknown
  /** Instead of a body in JSON. */
  readonly bytes?: Bytes | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Whether the call is safe to repeat; true for GET and PUT by default. */
  readonly repeatable?: boolean | undefined
  /** The call gets an idempotency key, so that the server carries it out once even if it is sent again. */
  readonly once?: boolean | undefined
  readonly signal?: AbortSignal | undefined
}

/** A call with its query and its body as text. It is written once, before the first attempt. */
export interface WrittenCall extends Call {
  readonly search: string
  readonly content: string | undefined
}

/**
 * Writes what a call sends. Throws INVALID_ARGUMENT if the server would get something other than what was given: half of a
 * character, an empty part of the path, `.` or `..` in the path, or a value that is not JSON.
 */
export function written(call: Call): WrittenCall {
  checkPath(call.path)
  if (typeof call.bytes === 'string' && !call.bytes.isWellFormed()) {
    throw refused(`The content of "${nameOf(call)}" ${UNICODE_PROBLEM}. Send it as bytes.`)
  }
  return { ...call, search: searchOf(call), content: contentOf(call) }
}

/** For messages: the method and the path. */
export function nameOf(call: Call): string {
  return `${call.method} ${call.path.toWellFormed()}`
}

function checkPath(path: string): void {
  if (!path.isWellFormed()) {
    throw refused(`A name in "${path.toWellFormed()}" ${UNICODE_PROBLEM}. Give another one.`)
  }
  const wrong = path
    .split('/')
    .slice(1)
    .find((part) => ['', '.', '..'].includes(part))
  if (wrong === undefined) return
  const what = wrong === '' ? 'is empty or not a text' : `cannot be "${wrong}"`
  throw refused(`A name in "${path}" ${what}. Give an existing name.`)
}

function searchOf(call: Call): string {
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries(call.query ?? {})) {
    if (value === undefined || value === null) continue
    for (const item of Array.isArray(value) ? value : [value]) parameters.append(name, textOf(call, name, item))
  }
  return parameters.toString()
}

function textOf(call: Call, name: string, value: unknown): string {
  if (!['string', 'number', 'boolean'].includes(typeof value)) {
    throw refused(`"${name}" of "${nameOf(call)}" cannot be ${quoted(value)}. Give a text, a number, true or false.`)
  }
  const text = String(value)
  if (text.isWellFormed()) return text
  throw refused(`"${name}" of "${nameOf(call)}" ${UNICODE_PROBLEM}. Give another text.`)
}

function contentOf(call: Call): string | undefined {
  if (call.body === undefined) return undefined
  const converted = convertToJson(call.body, { maxDepth: MAX_JSON_DEPTH + MAX_ENVELOPE_DEPTH })
  if ('json' in converted) return JSON.stringify(converted.json)
  const { refusal } = converted
  const advice = refusal.advice ?? 'Send plain values, lists and objects.'
  throw refused(`The content of "${nameOf(call)}" ${describeJsonProblem(refusal)}. ${advice}`, refusal.place)
}

function refused(message: string, place?: string): AIFlowError {
  return new AIFlowError('INVALID_ARGUMENT', message, place === undefined ? {} : { details: { place } })
}
