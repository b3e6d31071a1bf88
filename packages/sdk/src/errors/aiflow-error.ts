import type { ErrorCode } from './error-codes.ts'

export interface AIFlowErrorOptions {
  /** Details for programs, such as names, limits and places. */
  readonly details?: Readonly<Record<string, unknown>>
  readonly cause?: unknown
}

/** The one error of AIFlow: a stable `code`, a message for people, `details` for programs. Compare codes, not classes. */
export class AIFlowError extends Error {
  readonly code: ErrorCode
  readonly details: Readonly<Record<string, unknown>>

  constructor(code: ErrorCode, message: string, options: AIFlowErrorOptions = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined)
    this.name = 'AIFlowError'
    this.code = code
    this.details = options.details ?? {}
  }
}

/** Whether a value is an AIFlowError, even if it is from another copy of the SDK. */
export function isAIFlowError(value: unknown): value is AIFlowError {
  return value instanceof Error && value.name === 'AIFlowError' && 'code' in value && typeof value.code === 'string'
}
