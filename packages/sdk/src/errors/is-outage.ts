import { isAIFlowError } from './aiflow-error.ts'
import type { ErrorCode } from './error-codes.ts'

const OUTAGES: readonly ErrorCode[] = ['SERVER_UNAVAILABLE', 'STORE_UNAVAILABLE', 'WORKER_UNAVAILABLE']

/** Whether a call failed for a reason that may pass: what it needs is not available at the moment. */
export function isOutage(error: unknown): boolean {
  return isAIFlowError(error) && OUTAGES.includes(error.code)
}
