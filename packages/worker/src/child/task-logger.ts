import type { TaskLogger } from '@aiflow/sdk'

type Fields = Readonly<Record<string, unknown>>

/** Writes lines that people read and programs can split: time, level, message, fields as JSON. */
export class ConsoleTaskLogger implements TaskLogger {
  debug(message: string, fields?: Fields): void {
    write('DEBUG', message, fields)
  }

  info(message: string, fields?: Fields): void {
    write('INFO', message, fields)
  }

  warn(message: string, fields?: Fields): void {
    write('WARN', message, fields)
  }

  error(message: string, fields?: Fields): void {
    write('ERROR', message, fields)
  }
}

function write(level: string, message: string, fields: Fields | undefined): void {
  const rest = fields === undefined ? '' : ` ${JSON.stringify(fields)}`
  process.stdout.write(`${new Date().toISOString()} ${level.padEnd(5)} ${message}${rest}\n`)
}
