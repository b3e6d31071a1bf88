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
    const rest = all === undefined ? '' : ` ${JSON.stringify(all)}`
    process.stdout.write(`${new Date().toISOString()} ${level.padEnd(5)} ${message}${rest}\n`)
  }
}
