import { isAIFlowError } from '@aiflow/sdk/internal/errors'
import type { AttemptSpec, Outcome } from '@aiflow/sdk/internal/worker-protocol'
import type { StopMarker } from '../journal/attempt-journal.ts'
import { couldNotStart, outcomeOfExit, outcomeOfSignal } from '../journal/outcome-line.ts'
import { shortageOf } from '../system/shortage.ts'
import type { ProcessEnd } from './attempt-process.ts'

const UNCLAIMED =
  'The attempt was not started, because its claim could not be written. Check whether the disk of the worker is full.'

export interface EndFacts {
  /** The outcome that the attempt wrote. */
  readonly written: Outcome | null
  readonly end: ProcessEnd
  /** False if its claim could not be written, so nothing of it ran. */
  readonly begun: boolean
  /** Null if nobody stopped it, or if it had ended before the first signal. */
  readonly stop: StopMarker | null
  readonly spec: Pick<AttemptSpec, 'operator' | 'timeoutSeconds' | 'livenessSeconds'>
}

/** How an attempt ended. An outcome from before the first signal counts; after the first signal, the stop counts. */
export function finalOutcome(facts: EndFacts): Outcome {
  const { written, end, stop, begun, spec } = facts
  if (stop !== null) return stoppedOutcome(stop, facts)
  return begun ? (written ?? outcomeOfEnd(end, spec)) : couldNotStart(UNCLAIMED)
}

function stoppedOutcome({ reason }: StopMarker, { written, spec }: EndFacts): Outcome {
  switch (reason) {
    case 'stop':
      return { type: 'stopped', message: stopMessage(written) }
    case 'timeout':
      return timedOut(reason, `The attempt exceeded its time limit of ${spec.timeoutSeconds} s and was ended.`)
    case 'unresponsive':
      return timedOut(reason, `The task did not report that it is alive for ${spec.livenessSeconds} s and was ended.`)
  }
}

function stopMessage(written: Outcome | null): string | null {
  return written?.type === 'failed' && written.reason === 'error' ? written.message : null
}

function timedOut(reason: 'timeout' | 'unresponsive', message: string): Outcome {
  return { type: 'failed', reason, message, exitCode: null, signal: null, retryable: true }
}

function outcomeOfEnd({ exit, hint, fault = null, lost }: ProcessEnd, spec: EndFacts['spec']): Outcome {
  if (lost !== undefined) return { type: 'lost', message: lost, shared: true }
  if (exit === null) return { type: 'lost', message: 'The process has gone and left no outcome.' }
  const outcome = exit.signal === null ? outcomeOfCode(exit.code ?? 0, spec) : outcomeOfSignal(exit.signal)
  if (outcome.type !== 'failed') return outcome
  if (fault !== null) return { ...outcome, message: fault }
  return hint === null ? outcome : { ...outcome, message: `${outcome.message} Its last output: ${hint}` }
}

/**
 * A shim that could not write the outcome of its command ends with the same exit code. A child that exits during a task was
 * ended by the code of the task.
 */
function outcomeOfCode(exitCode: number, { operator }: EndFacts['spec']): Outcome {
  const ofCommand = operator.type !== 'code' ? outcomeOfExit(exitCode) : null
  if (ofCommand?.type === 'failed') return ofCommand
  const message = `The process exited with code ${exitCode} during the task.`
  return { type: 'failed', reason: 'exit', message, exitCode, signal: null, retryable: true }
}

/** The outcome of an attempt that could not be started because of an error. */
export function outcomeOfFailedStart(error: unknown): Outcome {
  const message = error instanceof Error ? error.message : String(error)
  const shortage = shortageOf(error)
  return couldNotStart(
    shortage === null ? message : `The attempt could not be started: ${shortage} (${message}).`,
    !(isAIFlowError(error) && (error.code === 'SNAPSHOT_NOT_FOUND' || error.details.retryable === false)),
  )
}
