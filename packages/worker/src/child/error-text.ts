import { inspect } from 'node:util'

/** What a report says about an error. */
export function describeError(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error)
}

/** Writes an error with its stack into the log, where the author of the code finds it. */
export function logError(error: unknown): void {
  process.stderr.write(`${inspect(error)}\n`)
}
