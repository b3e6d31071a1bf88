import type { Outcome } from '@aiflow/sdk/internal'
import type { StopMarker } from '../journal/attempt-folder.ts'
import { outcomeOfExit, outcomeOfSignal } from '../journal/outcome-line.ts'
import type { ProcessEnd } from './attempt-process.ts'

export interface EndFacts {
  /** What the attempt wrote down itself. */
  readonly written: Outcome | null
  readonly end: ProcessEnd
  /** Null also where the outcome was there before the first signal. */
  readonly stop: StopMarker | null
  readonly timeoutSeconds: number | null
}

/** How an attempt ended: an outcome before the first signal is the truth, after it the stop is. */
export function finalOutcome(facts: EndFacts): Outcome {
  const { written, end, stop } = facts
  if (stop !== null) {
    return stop.reason === 'stop' ? { type: 'stopped', message: stopMessage(written) } : timedOut(facts.timeoutSeconds)
  }
  return written ?? outcomeOfEnd(end)
}

function stopMessage(written: Outcome | null): string | null {
  return written?.type === 'failed' && written.reason === 'error' ? written.message : null
}

function timedOut(timeoutSeconds: number | null): Outcome {
  const message = `The attempt ran longer than its limit of ${timeoutSeconds} s and was ended.`
  return { type: 'failed', reason: 'timeout', message, exitCode: null, signal: null, retryable: true }
}

function outcomeOfEnd({ exit, hint }: ProcessEnd): Outcome {
  if (exit === null) return { type: 'lost', message: 'The process is gone and left no outcome.' }
  const outcome = exit.signal === null ? outcomeOfExit(exit.code ?? 0) : outcomeOfSignal(exit.signal)
  if (outcome.type === 'success') return endedEarly(hint)
  return outcome.type === 'failed' && hint !== null
    ? { ...outcome, message: `${outcome.message} It wrote last: ${hint}` }
    : outcome
}

/** A shim always writes an outcome; a child that leaves with 0 in the middle of a task was left by its code. */
function endedEarly(hint: string | null): Outcome {
  const message = `The process left in the middle of the task.${hint === null ? '' : ` It wrote last: ${hint}`}`
  return { type: 'failed', reason: 'exit', message, exitCode: 0, signal: null, retryable: true }
}
