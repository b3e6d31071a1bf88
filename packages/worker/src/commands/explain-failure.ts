import type { AttemptSpec, Outcome } from '@aiflow/sdk/internal/worker-protocol'
import type { AttemptFolder } from '../journal/attempt-folder.ts'
import { readLastLines } from '../logs/last-line.ts'

/** How many lines of output are shown as the reason of a failure. */
const MAX_LINES = 3

/** Adds the last lines of its output to the outcome of a command that failed. They usually say why. */
export function explainFailure(outcome: Outcome, { operator }: AttemptSpec, { log }: AttemptFolder): Outcome {
  if (operator.type !== 'bash' || outcome.type !== 'failed') return outcome
  if (outcome.reason !== 'exit' && outcome.reason !== 'signal') return outcome
  const lines = linesOf(log)
  if (lines.length === 0) return outcome
  return { ...outcome, message: `${outcome.message.replace(/\.$/, '')}: ${lines.join(' | ')}` }
}

/** A log that cannot be read explains nothing, and does not keep the attempt from being reported. */
function linesOf(log: string): string[] {
  try {
    return readLastLines(log, MAX_LINES)
  } catch {
    return []
  }
}
