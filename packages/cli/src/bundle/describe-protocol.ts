import type { ErrorCode, WorkflowDefinition } from '@aiflow/sdk'
import type { ThrownError } from '../loading/thrown-error.ts'

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

/** The first argument by which this program runs as that child. */
export const DESCRIBE_COMMAND = '__describe'
