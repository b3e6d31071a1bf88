import { inspect } from 'node:util'

/** The limits of an error in a report. The log has all of it. */
const MAX_CHARACTERS = 4096
const MAX_LOG_CHARACTERS = 64 * 1024

/** Describes an error for a report, whatever user code threw. */
export function describeError(error: unknown): string {
  try {
    return error instanceof Error ? `${cut(error.name)}: ${cut(error.message)}` : cut(String(error))
  } catch {
    return cut(inspected(error))
  }
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
