import type { AttemptSpec } from '@aiflow/sdk/internal/worker-protocol'
import type { AttemptFamily } from './attempt-process.ts'

/** An attempt that something runs for, whether or not its files can be read. */
export interface FoundAttempt {
  readonly attemptId: string
  /** `shared`: code that shares its process with other attempts. */
  readonly kind: AttemptSpec['operator']['type'] | 'shared'
}

/**
 * Finds attempts by what runs for them, whatever their files say. Its methods reject with a shortage of this machine: while
 * nobody can look, an attempt may be running.
 */
export interface AttemptFinder {
  /** The attempts of this home that something runs for. */
  inHome(): Promise<readonly FoundAttempt[]>
  /** Whether anything runs for an attempt. */
  has(attemptId: string): Promise<boolean>
  /** Those of the given attempts that something runs for. One look serves all of them. */
  among(attemptIds: ReadonlySet<string>): Promise<readonly string[]>
  /** What runs for an attempt, without the process that its claim names. */
  familyOf(attemptId: string): AttemptFamily
}
