/**
 * What a commit tells workers to do. The code that decides it adds it to the changes, and it is sent after the commit.
 * Commands are not stored: the `welcome` of the next connection repeats what a worker missed.
 */
export type Command =
  | { readonly type: 'start'; readonly attemptId: string }
  | { readonly type: 'stop'; readonly attemptId: string }
  /** Code of this workflow will be needed soon. */
  | { readonly type: 'warm'; readonly workflowId: number }
