import type { Outcome } from '@aiflow/sdk/internal/worker-protocol'
import { readWhatIsThere } from '../system/atomic-file.ts'
import { isObject, parseJson } from '../system/parse-json.ts'

type Reason = Pick<Extract<Outcome, { type: 'failed' }>, 'reason' | 'message' | 'retryable'>

const MAX_BYTES = 64 * 1024

/** What the program that runs Python wrote about a failure: an exception, or what kept it from running. Null if it wrote nothing. */
export function readReason(file: string): Reason | null {
  const value = parseJson(readWhatIsThere(file, { maxBytes: MAX_BYTES }) ?? '')
  if (!isObject(value) || typeof value.message !== 'string') return null
  return {
    reason: value.type === 'start' ? 'start' : 'error',
    message: value.message.toWellFormed(),
    retryable: value.retryable !== false,
  }
}
