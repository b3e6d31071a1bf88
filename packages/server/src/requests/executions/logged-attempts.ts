import { AIFlowError } from '@aiflow/sdk/internal/errors'
import type { Attempts } from './task-items.ts'

/** An attempt that a worker received. */
export interface NamedAttempt {
  readonly attemptNumber: number
  readonly workerId: string
  readonly attemptId: string
}

/** The requested attempt, or the last one that a worker received. Throws `LOG_NOT_FOUND`. */
export function attemptOf(row: Attempts, attempt: number | undefined): NamedAttempt {
  const { attemptNumber, attemptId, workerId, previousAttempts } = row
  const isCurrent = attempt === undefined || attempt === attemptNumber
  if (isCurrent && attemptId !== null && workerId !== null) return { attemptNumber, workerId, attemptId }
  const found =
    attempt === undefined
      ? previousAttempts.at(-1)
      : previousAttempts.find((previous) => previous.attemptNumber === attempt)
  if (found !== undefined) return found
  if (isCurrent) throw logNotFound('Nothing was written yet: the attempt has not started.')
  throw logNotFound(`There is no log of attempt ${attempt}. The last one is attempt ${attemptNumber}.`)
}

/** The next attempt that a worker received, null if there is none yet. */
export function attemptAfter(row: Attempts, before: number): NamedAttempt | null {
  const { attemptNumber, attemptId, workerId, previousAttempts } = row
  const found = previousAttempts.find((previous) => previous.attemptNumber > before)
  if (found !== undefined) return found
  return attemptNumber > before && attemptId !== null && workerId !== null
    ? { attemptNumber, attemptId, workerId }
    : null
}

function logNotFound(message: string): AIFlowError {
  return new AIFlowError('LOG_NOT_FOUND', message)
}
