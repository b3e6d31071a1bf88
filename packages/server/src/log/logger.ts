/** What our code needs of a structured logger; pino is one. */
export interface Logger {
  debug(details: object, message: string): void
  info(details: object, message: string): void
  warn(details: object, message: string): void
  error(details: object, message: string): void
  fatal(details: object, message: string): void
  /** Without it, every level counts as enabled. */
  isLevelEnabled?(level: 'debug'): boolean
}
