import type { ErrorCode, WorkflowDefinition } from '@aiflow/sdk'

/** What the child that imports a bundle finds in it. */
export type Description =
  | { readonly type: 'workflows'; readonly definitions: readonly WorkflowDefinition[] }
  | DescribedError

/** What the import of the bundle threw; `code` is null where it is not an error of the SDK. */
export interface DescribedError {
  readonly type: 'error'
  readonly name: string
  readonly code: ErrorCode | null
  readonly message: string
  readonly stack: string
}

/** The descriptor on which the child answers: what the author prints is not mixed with it. */
export const ANSWER_DESCRIPTOR = 3

/** The first argument by which this program runs as that child. */
export const DESCRIBE_COMMAND = '__describe'
