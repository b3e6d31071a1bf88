import type { Json } from '@aiflow/sdk/internal/json'
import type { CelResult } from '@bufbuild/cel'
import { cel } from './cel.ts'

/** A result that JSON does not have. */
export class NoJsonError extends Error {
  override readonly name = 'NoJsonError'
}

/** A result of the evaluator as JSON; a time is ISO 8601 text in UTC, a duration is a number of seconds. Throws `NoJsonError`. */
export function jsonOfResult(result: CelResult): Json {
  const { isCelError, isCelList, isCelMap, isCelUint } = cel()
  if (isCelError(result)) throw new NoJsonError(result.message)
  if (result === null || typeof result === 'string' || typeof result === 'boolean') return result
  if (typeof result === 'number') return finite(result)
  if (typeof result === 'bigint') return exact(result)
  if (isCelUint(result)) return exact(result.value)
  if (isCelList(result)) return Array.from(result, jsonOfResult)
  if (isCelMap(result))
    return Object.fromEntries(Array.from(result, ([key, value]) => [nameOf(key), jsonOfResult(value)]))
  return jsonOfMessage(result)
}

function jsonOfMessage(result: CelResult): Json {
  const { DurationSchema, isMessage, isReflectMessage, TimestampSchema, timestampMs } = cel()
  const message = isReflectMessage(result) ? result.message : null
  if (isMessage(message, TimestampSchema)) return new Date(timestampMs(message)).toISOString()
  if (isMessage(message, DurationSchema)) return Number(message.seconds) + message.nanos / 1e9
  throw new NoJsonError('its result is a value that JSON does not have')
}

function finite(number: number): number {
  if (Number.isFinite(number)) return number
  throw new NoJsonError(`its result is ${number}, which JSON does not have`)
}

function exact(integer: bigint): number {
  const number = Number(integer)
  if (Number.isSafeInteger(number)) return number
  throw new NoJsonError(`its result ${integer} is greater than 2^53: make it a text with string(…)`)
}

function nameOf(key: unknown): string {
  if (typeof key === 'string') return key
  throw new NoJsonError('a name in its result is not a text')
}
