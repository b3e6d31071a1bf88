import { inspect } from 'node:util'
import type { TaskLogger } from '@aiflow/sdk'

type Fields = Readonly<Record<string, unknown>>

/** Writes lines that people read and programs can split: time, level, message, fields as JSON. */
export class ConsoleTaskLogger implements TaskLogger {
  readonly #request: Fields | undefined

  /** `requestId` then stands in every line. */
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

/** A line of a log fails no task: what JSON cannot hold is shown as Node shows it. */
function fieldsText(fields: Fields): string {
  try {
    return JSON.stringify(fields)
  } catch {
    return inspect(fields, { breakLength: Number.POSITIVE_INFINITY })
  }
}
