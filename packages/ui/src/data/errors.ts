import { isAIFlowError } from '@aiflow/sdk'

/** Readers have not written a request, so the message does not mention its parts. */
export function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  const isOfRequest = isAIFlowError(error) && error.details.part !== undefined
  return isOfRequest ? message.replace(/^The \w+ of the request is not valid\. /, '') : message
}

/** Whether the server could not be reached, so that only waiting helps. */
export function isOutage(error: unknown): boolean {
  return isAIFlowError(error) && (error.code === 'SERVER_UNAVAILABLE' || error.code === 'STORE_UNAVAILABLE')
}

export function hasCode(error: unknown, code: string): boolean {
  return isAIFlowError(error) && error.code === code
}
