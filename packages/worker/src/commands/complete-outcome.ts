import { type AttemptSpec, hasSecrets, type Outcome } from '@aiflow/sdk/internal/worker-protocol'
import type { AttemptFolder } from '../journal/attempt-folder.ts'
import { readCommandOutput } from '../journal/command-output.ts'
import { readLastLines } from '../logs/last-line.ts'
import { readReason } from './python-reason.ts'

/** How many lines of output are shown as the reason of a failure. */
const MAX_LINES = 3

const UNMASKED =
  'The process that masks the secrets of the task was killed, so the output of the task is incomplete and was not kept.'

/** Adds to the outcome of a command what its shim does not know: the output that it left, or the end of its log. */
export function completeOutcome(
  outcome: Outcome,
  folder: AttemptFolder,
  spec: Pick<AttemptSpec, 'secrets' | 'connections'>,
): Outcome {
  if (hasSecrets(spec) && !folder.isMasked()) return unmasked(outcome, folder)
  if (outcome.type === 'success') return readCommandOutput(folder.outputFile)
  if (outcome.type !== 'failed' || (outcome.reason !== 'exit' && outcome.reason !== 'signal')) return outcome
  const said = outcome.reason === 'exit' ? readReason(folder.reasonFile) : null
  if (said !== null) return { ...outcome, ...said }
  const lines = lastLinesOf(folder.log)
  if (lines.length === 0) return outcome
  return { ...outcome, message: `${outcome.message.replace(/\.$/, '')}: ${lines.join(' | ')}` }
}

/** What the command left may hold values of secrets. */
function unmasked(outcome: Outcome, folder: AttemptFolder): Outcome {
  folder.dropOutput()
  if (outcome.type !== 'success') return outcome
  return { type: 'failed', reason: 'error', message: UNMASKED, exitCode: null, signal: null, retryable: true }
}

/** A log that cannot be read explains nothing, and does not keep the attempt from being reported. */
function lastLinesOf(log: string): string[] {
  try {
    return readLastLines(log, MAX_LINES)
  } catch {
    return []
  }
}
