import { isAIFlowError } from './aiflow-error.ts'
import type { ErrorCode } from './error-codes.ts'

const OUTAGES: readonly ErrorCode[] = ['SERVER_UNAVAILABLE', 'STORE_UNAVAILABLE', 'WORKER_UNAVAILABLE']

/** Whether a call failed for a reason that passes by itself: what it needs is away, and may come back. */
export function isOutage(error: unknown): boolean {
  return isAIFlowError(error) && OUTAGES.includes(error.code)
}
