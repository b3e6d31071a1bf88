import type { ErrorCode, WorkflowDefinition } from '@aiflow/sdk'

/** The answer of the child that imports a bundle. */
export type Description =
  | { readonly type: 'workflows'; readonly definitions: readonly WorkflowDefinition[] }
  /** The import waits for something that never happens. */
  | { readonly type: 'unsettled' }
  | DescribedError

/** What the import of the bundle threw; `code` is null if it is not an error of the SDK. */
export interface DescribedError extends ThrownError {
  readonly type: 'error'
  readonly code: ErrorCode | null
  /** The errors behind it: its cause, that one's cause, and the errors of an AggregateError. At most 5. */
  readonly behind: readonly ThrownError[]
}

export interface ThrownError {
  readonly name: string
  readonly message: string
  /** The lines of its stack, without the message. */
  readonly frames: readonly string[]
}

/** The descriptor for the answer of the child, apart from what the author prints. */
export const ANSWER_DESCRIPTOR = 3

/** The first argument by which this program runs as that child. */
export const DESCRIBE_COMMAND = '__describe'
