import { issueText } from '@aiflow/sdk/internal/text'
import { type Outcome, reportedOutcomeSchema } from '@aiflow/sdk/internal/worker-protocol'
import { isObject } from '../system/parse-json.ts'

/**
 * An outcome as a file has it, where it is one that a server takes; what a task or an older version put in that none takes is a
 * failure that says so, since nobody could report the end otherwise. Null where it is no outcome.
 */
export function takenOutcome(value: unknown): Outcome | null {
  const parsed = reportedOutcomeSchema.safeParse(value, { error: issueText })
  if (parsed.success) return parsed.data
  if (!isObject(value) || typeof value.type !== 'string') return null
  const { message: problem = 'it is not understood' } = parsed.error.issues[0] ?? {}
  const message = `The end of the task cannot be reported: ${problem}.`
  return { type: 'failed', reason: 'error', message, exitCode: null, signal: null, retryable: false }
}
