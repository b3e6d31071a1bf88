import type { ErrorCode, WorkflowDefinition } from '@aiflow/sdk'

/** The answer of the child that imports a bundle. */
export type Description =
  | { readonly type: 'workflows'; readonly definitions: readonly WorkflowDefinition[] }
  | DescribedError

/** What the import of the bundle threw; `code` is null if it is not an error of the SDK. */
export interface DescribedError {
  readonly type: 'error'
  readonly name: string
  readonly code: ErrorCode | null
  readonly message: string
  readonly stack: string
}

/** The descriptor for the answer of the child, apart from what the author prints. */
export const ANSWER_DESCRIPTOR = 3

/** The first argument by which this program runs as that child. */
export const DESCRIBE_COMMAND = '__describe'
