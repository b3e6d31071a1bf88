import type { TokenRow } from '../storage/rows.ts'

/** The owner of a task token: one living attempt. */
export interface TaskIdentity {
  readonly attemptId: string
  readonly namespace: string
  readonly workflowName: string
  readonly workflowExecutionId: number
  readonly taskName: string
  readonly sequenceNumber: number
}

/** The current owners of tokens. */
export interface TokenDirectory {
  /** Null if the attempt of the token is not alive. */
  verifyTaskToken(token: string): TaskIdentity | null
  /** The token whose secret has this SHA-256; null if there is none. */
  findToken(secretHash: string): TokenRow | null
  /** Whether somebody logged out of this session of the web page. */
  isSessionEnded(session: string): boolean
}
