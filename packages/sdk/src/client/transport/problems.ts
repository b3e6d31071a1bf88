import { AIFlowError } from '../../errors/aiflow-error.ts'
import { ERROR_CODES, type ErrorCode } from '../../errors/error-codes.ts'
import type { Json } from '../../model/json/json.ts'
import type { ControlStatus } from '../../wire/http/control.ts'
import { problemSchema } from '../../wire/http/problem.ts'

/** The error for a failed answer. A problem document keeps its code; any other answer is not from AIFlow. */
export function errorOfAnswer(call: string, status: number, text: string): AIFlowError {
  const problem = problemSchema.safeParse(parse(text))
  if (problem.success && isErrorCode(problem.data.code)) {
    return new AIFlowError(problem.data.code, problem.data.detail, { details: problem.data.details })
  }
  const message = `"${call}" was answered with HTTP status ${status}, but not by an AIFlow server. Check the URL and any proxy before it.`
  return new AIFlowError(status >= 500 ? 'SERVER_UNAVAILABLE' : 'PROTOCOL_MISMATCH', message, { details: { status } })
}

/** The error of a call that got no answer at all. */
export function errorOfNetwork(url: string, cause: unknown): AIFlowError {
  const code = networkCode(cause)
  const message = `The server at "${url}" could not be reached${code === null ? '' : ` (${code})`}. Start it with "aiflow server start", or check the URL.`
  return new AIFlowError('SERVER_UNAVAILABLE', message, { details: { url, ...(code === null ? {} : { code }) }, cause })
}

/** The result of a request, or null while it waits for its turn. Throws its error if it was refused. */
export function valueOfResult(result: ControlStatus['result']): { readonly value: Json } | null {
  if (result === null) return null
  if (result.ok) return { value: result.value }
  const { code, message, details } = result.error
  throw new AIFlowError(isErrorCode(code) ? code : 'INTERNAL', message, { details })
}

/** Whether the connection was refused, so that the server cannot have seen the request. */
export function wasNotSent(cause: unknown): boolean {
  const code = networkCode(cause)
  return code === 'ECONNREFUSED' || code === 'ENOTFOUND' || code === 'UND_ERR_CONNECT_TIMEOUT'
}

/** Whether a Blob to send could not be read, which is not a network fault. */
export function isUnreadable(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause.name === 'NotReadableError') return true
  }
  return false
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(ERROR_CODES, code)
}

function networkCode(error: unknown): string | null {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ('code' in cause && typeof cause.code === 'string') return cause.code
  }
  return null
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Not JSON, so not a problem document; the caller says so.
    return null
  }
}
