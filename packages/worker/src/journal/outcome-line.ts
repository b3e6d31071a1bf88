import { constants } from 'node:os'
import type { Outcome } from '@aiflow/sdk/internal/worker-protocol'
import { isObject, parseJson } from '../system/parse-json.ts'
import { takenOutcome } from './taken-outcome.ts'

/** A shell adds this to the number of the signal that ended a command. */
const SIGNAL_OFFSET = 128

const SIGNAL_NAMES = new Map(Object.entries(constants.signals).map(([name, number]) => [number, name]))

type WrittenOutcome = Outcome & { readonly outsideGone?: boolean }

/**
 * The outcome that the shim (`exit <code>`) or a child (JSON) wrote after its claim. Null if there is none yet. The first
 * complete line that holds an outcome counts. A full disk may have cut off an earlier line, so the writer begins each outcome
 * with a line end.
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

/** Whether the outcome says that the work outside has ended. */
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

/** The outcome that an exit code of a shell stands for. */
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

/** The outcome of an attempt that could not be started. */
export function couldNotStart(message: string, retryable = true): Outcome {
  return { type: 'failed', reason: 'start', message, exitCode: null, signal: null, retryable }
}
