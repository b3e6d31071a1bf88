import type { Colors } from '../output/text/colors.ts'
import { oneLine } from '../output/text/text.ts'
import { showClock } from '../output/text/time.ts'

const LEVELS = ['debug', 'info', 'warn', 'error', 'fatal'] as const

type Level = (typeof LEVELS)[number]

/** A server's log for people who watch it in their terminal: `12:05:09+01:00 INFO  the server is ready  url=http://…`. */
export class ReadableLog {
  readonly #write: (line: string) => void
  readonly #colors: Colors
  readonly #level: Level

  constructor(write: (line: string) => void, colors: Colors, level: Level = 'info') {
    this.#write = write
    this.#colors = colors
    this.#level = level
  }

  debug(details: object, message: string): void {
    this.#log('debug', details, message)
  }

  info(details: object, message: string): void {
    this.#log('info', details, message)
  }

  warn(details: object, message: string): void {
    this.#log('warn', details, message)
  }

  error(details: object, message: string): void {
    this.#log('error', details, message)
  }

  fatal(details: object, message: string): void {
    this.#log('fatal', details, message)
  }

  #log(level: Level, details: object, message: string): void {
    if (LEVELS.indexOf(level) < LEVELS.indexOf(this.#level)) return
    const name = level.toUpperCase().padEnd(5)
    const paint = {
      debug: this.#colors.dim,
      info: this.#colors.green,
      warn: this.#colors.yellow,
      error: this.#colors.red,
      fatal: this.#colors.red,
    }[level]
    const fields = Object.entries(details).map(([key, value]) => `${key}=${describeField(value)}`)
    const rest = fields.length === 0 ? '' : `  ${this.#colors.dim(fields.join(' '))}`
    this.#write(`${this.#colors.dim(showClock(Date.now()))} ${paint(name)} ${oneLine(message)}${rest}`)
  }
}

function describeField(value: unknown): string {
  if (value instanceof Error) return JSON.stringify(value.message)
  if (typeof value === 'string') return /^[\w.:/@-]+$/.test(value) ? value : JSON.stringify(value)
  return JSON.stringify(value) ?? String(value)
}
