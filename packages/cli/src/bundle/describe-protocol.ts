import type { WorkflowDefinition } from '@aiflow/sdk/internal'

/** What the child that imports a bundle finds in it. */
export type Description =
  | { readonly type: 'workflows'; readonly definitions: readonly WorkflowDefinition[] }
  | { readonly type: 'error'; readonly name: string; readonly code: string | null; readonly message: string; readonly stack: string }

/** The descriptor on which the child answers: what the author prints is not mixed with it. */
export const ANSWER_DESCRIPTOR = 3

/** The first argument by which this program runs as that child. */
export const DESCRIBE_COMMAND = '__describe'
