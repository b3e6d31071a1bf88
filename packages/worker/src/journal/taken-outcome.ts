import { issueText } from '@aiflow/sdk/internal/text'
import { type Outcome, reportedOutcomeSchema } from '@aiflow/sdk/internal/worker-protocol'
import { isObject } from '../system/parse-json.ts'

/**
 * Checks an outcome that was read from a file. If the server would refuse it, the result is a failure that says why: the end
 * of the attempt could not be reported otherwise. Null if it is not an outcome.
 */
export function takenOutcome(value: unknown): Outcome | null {
  const parsed = reportedOutcomeSchema.safeParse(value, { error: issueText })
  if (parsed.success) return parsed.data
  if (!isObject(value) || typeof value.type !== 'string') return null
  const { message: problem = 'it is not valid' } = parsed.error.issues[0] ?? {}
  const message = `The outcome of the task cannot be reported: ${problem}.`
  return { type: 'failed', reason: 'error', message, exitCode: null, signal: null, retryable: false }
}
