import type { TokenRow } from '../storage/rows.ts'

/** Who holds a task token: one living attempt. */
export interface TaskIdentity {
  readonly attemptId: string
  readonly namespace: string
  readonly workflowName: string
  readonly workflowExecutionId: number
  readonly taskName: string
  readonly sequenceNumber: number
}

/** Who holds a token, as of now. */
export interface TokenDirectory {
  /** Null unless the attempt of the token is alive. */
  verifyTaskToken(token: string): TaskIdentity | null
  /** The token whose secret has this SHA-256, null where there is none. */
  findToken(secretHash: string): TokenRow | null
  /** Whether somebody logged out of this session of the web page. */
  isSessionEnded(session: string): boolean
}
