import { describeJsonProblem, findJsonProblem } from '@aiflow/sdk/internal/json'
import type { Outcome } from '@aiflow/sdk/internal/worker-protocol'
import { isObject } from '../system/parse-json.ts'

type Check = (value: unknown) => boolean
type ChecksOf<O extends Outcome> = Readonly<Record<Exclude<keyof O, 'type'>, Check>>

const isText: Check = (value) => typeof value === 'string'
const isTextOrNull: Check = (value) => value === null || isText(value)
const isTrueOrAbsent: Check = (value) => value === undefined || value === true
const isExitCode: Check = (value) => Number.isInteger(value) && Number(value) >= -(2 ** 31) && Number(value) < 2 ** 32

const REASONS: readonly unknown[] = ['exit', 'signal', 'error', 'timeout', 'start', 'unresponsive']

const CHECKS: { readonly [T in Outcome['type']]: ChecksOf<Extract<Outcome, { type: T }>> } = {
  success: { output: (value) => value !== undefined },
  failed: {
    reason: (value) => REASONS.includes(value),
    message: isText,
    exitCode: (value) => value === null || isExitCode(value),
    signal: isTextOrNull,
    retryable: (value) => typeof value === 'boolean',
  },
  stopped: { message: isTextOrNull, unconfirmed: isTrueOrAbsent },
  neverStarted: {},
  lost: { message: isText, shared: isTrueOrAbsent },
}

/**
 * Checks an outcome that was read from a file. If the server would refuse it, the result is a failure that says why: the end
 * of the attempt could not be reported otherwise. Null if it is not an outcome. The schema of the protocol decides the same,
 * but each child would load its library, which doubles the time of its start.
 */
export function takenOutcome(value: unknown): Outcome | null {
  if (!isObject(value) || typeof value.type !== 'string') return null
  const problem = Object.hasOwn(CHECKS, value.type) ? problemOf(value) : '"type" is not valid'
  if (problem === null) return knownPart(value)
  const message = `The outcome of the task cannot be reported: ${problem}.`
  return { type: 'failed', reason: 'error', message, exitCode: null, signal: null, retryable: false }
}

function problemOf(outcome: Readonly<Record<string, unknown>>): string | null {
  const wrong = Object.entries(checksOf(outcome)).find(([field, isValid]) => !isValid(outcome[field]))
  if (wrong !== undefined) return `"${wrong[0]}" is not valid`
  const found = findJsonProblem(outcome.output)
  return found === null ? null : `its output ${describeJsonProblem(found)}`
}

/** Without what a newer or older version has added. */
function knownPart(outcome: Readonly<Record<string, unknown>>): Outcome {
  const fields = ['type', ...Object.keys(checksOf(outcome))].filter((field) => outcome[field] !== undefined)
  return Object.fromEntries(fields.map((field) => [field, outcome[field]])) as Outcome
}

function checksOf({ type }: Readonly<Record<string, unknown>>): Readonly<Record<string, Check>> {
  return CHECKS[type as Outcome['type']]
}
