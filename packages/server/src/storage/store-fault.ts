import type { ErrorCode } from '@aiflow/sdk/internal/errors'

/** Why nothing can be stored, or nothing can be read, at the moment. */
export interface StoreFault {
  readonly code: ErrorCode
  readonly message: string
  /** Milliseconds since the epoch. */
  readonly since: number
}
