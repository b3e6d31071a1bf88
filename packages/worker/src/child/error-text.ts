import { inspect } from 'node:util'
import { isOurs, placeOf } from './stack-trace.ts'

/** The limits of an error in a report. The log has all of it. */
const MAX_CHARACTERS = 4096
const MAX_LOG_CHARACTERS = 64 * 1024
/** The limits of the errors behind an error. */
const MAX_BEHIND_CHARACTERS = 500
const MAX_CAUSES = 3
const MAX_ERRORS = 3

/**
 * Describes an error and those behind it for a report, with their places, whatever user code threw. What our own operators say
 * stands for itself.
 */
export function describeError(error: unknown): string {
  if (isOfOperator(error)) return cut(error.message)
  return `${describeOne(error, MAX_CHARACTERS)}${describeBehind(error)}`
}

function isOfOperator(error: unknown): error is Error {
  try {
    return error instanceof Error && isOurs(error) && typeof error.message === 'string' && error.message !== ''
  } catch {
    // The getters of the error throw.
    return false
  }
}

function describeOne(error: unknown, characters: number): string {
  try {
    if (!(error instanceof Error)) return cut(String(error), characters)
    const place = placeOf(error)
    return `${cut(error.name, characters)}: ${cut(error.message, characters)}${place === null ? '' : ` (${place})`}`
  } catch {
    return cut(inspected(error), characters)
  }
}

/** The errors of an AggregateError, and causes. Empty if there are none. */
function describeBehind(error: unknown, causes = 0): string {
  try {
    if (!(error instanceof Error) || causes === MAX_CAUSES) return ''
    const { cause } = error
    const behind = cause === undefined ? '' : `, caused by ${describeOne(cause, MAX_BEHIND_CHARACTERS)}`
    return `${describeErrors(error)}${behind}${describeBehind(cause, causes + 1)}`
  } catch {
    // The getters of the error throw.
    return ''
  }
}

function describeErrors(error: Error): string {
  const errors: unknown = error instanceof AggregateError ? error.errors : []
  if (!Array.isArray(errors) || errors.length === 0) return ''
  const shown = errors.slice(0, MAX_ERRORS).map((each) => describeOne(each, MAX_BEHIND_CHARACTERS))
  const rest = errors.length > MAX_ERRORS ? [`and ${errors.length - MAX_ERRORS} more`] : []
  return `: ${[...shown, ...rest].join('; ')}`
}

/** Writes an error with its stack into the log, for the author of the code. */
export function logError(error: unknown): void {
  process.stderr.write(`${cut(inspected(error), MAX_LOG_CHARACTERS)}\n`)
}

/** Writes a line into the log about a problem that does not end the task. */
export function logRemark(remark: string): void {
  process.stderr.write(`${cut(remark)}\n`)
}

function inspected(error: unknown): string {
  try {
    // The stack would repeat the long message.
    if (error instanceof Error && error.message.length > MAX_LOG_CHARACTERS) return describeError(error)
    return inspect(error, { maxStringLength: 10_000 })
  } catch {
    // The getters of the error throw.
    return 'The code threw an error that cannot be shown.'
  }
}

function cut(text: string, characters = MAX_CHARACTERS): string {
  // A failure has to be reported whatever its message, and half a surrogate pair could not be stored.
  if (text.length <= characters) return text.toWellFormed()
  return `${text.slice(0, characters).toWellFormed()}… (${text.length} characters)`
}
