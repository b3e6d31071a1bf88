import { isAIFlowError } from '@aiflow/sdk'

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** Whether the server could not be reached, so that only waiting helps. */
export function isOutage(error: unknown): boolean {
  return isAIFlowError(error) && (error.code === 'SERVER_UNAVAILABLE' || error.code === 'STORE_UNAVAILABLE')
}

export function hasCode(error: unknown, code: string): boolean {
  return isAIFlowError(error) && error.code === code
}
