import { inspect } from 'node:util'
import type { TaskLogger } from '@aiflow/sdk'

type Fields = Readonly<Record<string, unknown>>

/** Writes lines for people that programs can parse: time, level, message, fields as JSON. */
export class ConsoleTaskLogger implements TaskLogger {
  readonly #request: Fields | undefined

  /** If there is a `requestId`, every line has it. */
  constructor(requestId: string | null = null) {
    this.#request = requestId === null ? undefined : { requestId }
  }

  debug(message: string, fields?: Fields): void {
    this.#write('DEBUG', message, fields)
  }

  info(message: string, fields?: Fields): void {
    this.#write('INFO', message, fields)
  }

  warn(message: string, fields?: Fields): void {
    this.#write('WARN', message, fields)
  }

  error(message: string, fields?: Fields): void {
    this.#write('ERROR', message, fields)
  }

  #write(level: string, message: string, fields: Fields | undefined): void {
    const all = fields === undefined ? this.#request : { ...fields, ...this.#request }
    const rest = all === undefined ? '' : ` ${fieldsText(all)}`
    process.stdout.write(
      `${new Date().toISOString()} ${level.padEnd(5)} ${typeof message === 'string' ? message : inspect(message)}${rest}\n`,
    )
  }
}

/** A log line never fails a task. Values that are not JSON are shown as Node shows them. */
function fieldsText(fields: Fields): string {
  try {
    return JSON.stringify(fields)
  } catch {
    return inspect(fields, { breakLength: Number.POSITIVE_INFINITY })
  }
}
