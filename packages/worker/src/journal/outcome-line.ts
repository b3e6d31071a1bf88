import { constants } from 'node:os'
import type { Outcome } from '@aiflow/sdk/internal/worker-protocol'
import { isObject, parseJson } from '../system/parse-json.ts'
import { takenOutcome } from './taken-outcome.ts'

/** A shell adds this to the number of the signal that ended its command. */
const SIGNAL_OFFSET = 128

const SIGNAL_NAMES = new Map(Object.entries(constants.signals).map(([name, number]) => [number, name]))

type WrittenOutcome = Outcome & { readonly outsideGone?: boolean }

/**
 * The outcome that the shim (`exit <code>`) or a child (JSON) wrote after its claim; null while there is none. The first
 * whole line that is one counts: a full disk may have cut the try before it, and each begins with a line end, so that it is
 * whole whatever became of the claim before it.
 */
export function parseOutcome(text: string | null): Outcome | null {
  const written = writtenOutcome(text)
  if (written === null) return null
  const { outsideGone: _, ...outcome } = written
  return outcome
}

export function formatOutcome(outcome: Outcome, outsideGone = false): string {
  const written: WrittenOutcome = outsideGone ? { ...outcome, outsideGone } : outcome
  return `\n${JSON.stringify(written)}\n`
}

/** Whether the line of the outcome says that the work outside is gone. */
export function saysOutsideGone(text: string | null): boolean {
  return writtenOutcome(text)?.outsideGone ?? false
}

function writtenOutcome(text: string | null): WrittenOutcome | null {
  const lines = text?.split('\n').slice(0, -1) ?? []
  for (const line of lines) {
    const outcome = parseLine(line)
    if (outcome !== null) return outcome
  }
  return null
}

function parseLine(line: string): WrittenOutcome | null {
  const [, code] = /^exit (\d+)$/.exec(line) ?? []
  if (code !== undefined) return outcomeOfExit(Number(code))
  const value = line.startsWith('{') ? parseJson(line) : undefined
  if (!isObject(value)) return null
  const outcome = takenOutcome(value)
  return outcome === null ? null : { ...outcome, ...(value.outsideGone === true ? { outsideGone: true } : {}) }
}

/** What the exit code of a shell says about its command. */
export function outcomeOfExit(code: number): Outcome {
  if (code === 0) return { type: 'success', output: null }
  const signal = code > SIGNAL_OFFSET ? SIGNAL_NAMES.get(code - SIGNAL_OFFSET) : undefined
  if (signal !== undefined) return outcomeOfSignal(signal, code)
  return {
    type: 'failed',
    reason: 'exit',
    message: `The command ended with exit code ${code}.`,
    exitCode: code,
    signal: null,
    retryable: true,
  }
}

export function outcomeOfSignal(signal: string, exitCode: number | null = null): Outcome {
  return {
    type: 'failed',
    reason: 'signal',
    message: `The task was ended by signal ${signal}.`,
    exitCode,
    signal,
    retryable: true,
  }
}

/** An outcome for what kept an attempt from running. */
export function couldNotStart(message: string, retryable = true): Outcome {
  return { type: 'failed', reason: 'start', message, exitCode: null, signal: null, retryable }
}
