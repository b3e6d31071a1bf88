import { inspect } from 'node:util'

/** What a report says at most; the log says more. */
const MAX_CHARACTERS = 4096
const MAX_LOG_CHARACTERS = 64 * 1024

/** What a report says about an error, whatever user code threw. */
export function describeError(error: unknown): string {
  try {
    return error instanceof Error ? `${cut(error.name)}: ${cut(error.message)}` : cut(String(error))
  } catch {
    return cut(inspected(error))
  }
}

/** Writes an error with its stack into the log, where the author of the code finds it. */
export function logError(error: unknown): void {
  process.stderr.write(`${cut(inspected(error), MAX_LOG_CHARACTERS)}\n`)
}

/** Writes a line into the log about what went on without ending anything. */
export function logRemark(remark: string): void {
  process.stderr.write(`${cut(remark)}\n`)
}

function inspected(error: unknown): string {
  try {
    // The stack repeats the message, and to look at it would copy it some more.
    if (error instanceof Error && error.message.length > MAX_LOG_CHARACTERS) return describeError(error)
    return inspect(error, { maxStringLength: 10_000 })
  } catch {
    // Its own getters throw.
    return 'An error was thrown that cannot be shown.'
  }
}

function cut(text: string, characters = MAX_CHARACTERS): string {
  // An attempt that failed has to say so, whatever its error says; half a character is none that could be stored.
  if (text.length <= characters) return text.toWellFormed()
  return `${text.slice(0, characters).toWellFormed()}… (${text.length} characters)`
}
