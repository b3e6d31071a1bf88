/**
 * What a commit tells workers to do. Whoever decides it says it, and it leaves after the commit. None is stored: a worker
 * that missed one is told again by the `welcome` of its next connection.
 */
export type Command =
  | { readonly type: 'start'; readonly attemptId: string }
  | { readonly type: 'stop'; readonly attemptId: string }
  /** Code of this workflow will be needed soon. */
  | { readonly type: 'warm'; readonly workflowId: number }
