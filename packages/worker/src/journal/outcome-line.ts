import { constants } from 'node:os'
import type { Outcome } from '@aiflow/sdk/internal'

/** A shell adds this to the number of the signal that ended its command. */
const SIGNAL_OFFSET = 128

const SIGNAL_NAMES = new Map(Object.entries(constants.signals).map(([name, number]) => [number, name]))

type WrittenOutcome = Outcome & { readonly outsideGone?: boolean }

/** The outcome that the shim (`exit <code>`) or a child (JSON) wrote after its claim; null while there is none. */
export function parseOutcome(text: string | null): Outcome | null {
  const line = outcomeLine(text)
  if (line === null) return null
  if (line.startsWith('{')) {
    const { outsideGone: _, ...outcome }: WrittenOutcome = JSON.parse(line)
    return outcome
  }
  const [, code] = /^exit (\d+)$/.exec(line) ?? []
  return code === undefined ? null : outcomeOfExit(Number(code))
}

export function formatOutcome(outcome: Outcome, outsideGone = false): string {
  const written: WrittenOutcome = outsideGone ? { ...outcome, outsideGone } : outcome
  return `${JSON.stringify(written)}\n`
}

/** Whether the line of the outcome says that the work outside is gone. */
export function saysOutsideGone(text: string | null): boolean {
  const line = outcomeLine(text)
  if (!line?.startsWith('{')) return false
  const { outsideGone = false }: WrittenOutcome = JSON.parse(line)
  return outsideGone
}

function outcomeLine(text: string | null): string | null {
  const begin = (text?.indexOf('\n') ?? -1) + 1
  const end = text?.indexOf('\n', begin) ?? -1
  return text === null || begin === 0 || end < 0 ? null : text.slice(begin, end)
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
