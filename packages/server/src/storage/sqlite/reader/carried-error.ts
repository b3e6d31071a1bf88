import { AIFlowError, type ErrorCode, isAIFlowError } from '@aiflow/sdk/internal/errors'

/** An error in a form that can be sent to another thread, where its class and fields would be lost. */
export type CarriedError =
  | {
      readonly type: 'known'
      readonly code: ErrorCode
      readonly message: string
      readonly details: Readonly<Record<string, unknown>>
    }
  /** A bug: the stack and the cause are for the log. */
  | {
      readonly type: 'defect'
      readonly message: string
      readonly stack: string | undefined
      readonly cause: CarriedError | undefined
    }

export function packError(error: unknown): CarriedError {
  if (isAIFlowError(error)) {
    const { code, message, details } = error
    return { type: 'known', code, message, details }
  }
  if (!(error instanceof Error)) return { type: 'defect', message: String(error), stack: undefined, cause: undefined }
  const { message, stack, cause } = error
  return { type: 'defect', message, stack, cause: cause === undefined ? undefined : packError(cause) }
}

export function unpackError(carried: CarriedError): Error {
  if (carried.type === 'known') return new AIFlowError(carried.code, carried.message, { details: carried.details })
  const { message, cause } = carried
  const error = new Error(message, cause === undefined ? undefined : { cause: unpackError(cause) })
  if (carried.stack !== undefined) error.stack = carried.stack
  return error
}
