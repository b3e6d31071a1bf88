import { constants } from 'node:os'
import type { Outcome } from '@aiflow/sdk/internal'

/** A shell adds this to the number of the signal that ended its command. */
const SIGNAL_OFFSET = 128

const SIGNAL_NAMES = new Map(Object.entries(constants.signals).map(([name, number]) => [number, name]))

/** The outcome that the shim (`exit <code>`) or a child (JSON) wrote after its claim; null while there is none. */
export function parseOutcome(text: string | null): Outcome | null {
  const begin = (text?.indexOf('\n') ?? -1) + 1
  const end = text?.indexOf('\n', begin) ?? -1
  if (text === null || begin === 0 || end < 0) return null
  const line = text.slice(begin, end)
  if (line.startsWith('{')) return JSON.parse(line)
  const [, code] = /^exit (\d+)$/.exec(line) ?? []
  return code === undefined ? null : outcomeOfExit(Number(code))
}

export function formatOutcome(outcome: Outcome): string {
  return `${JSON.stringify(outcome)}\n`
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
