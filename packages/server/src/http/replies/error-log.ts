/** Where requests that failed unexpectedly are written to; a pino logger fits. */
export interface ErrorLog {
  error(fields: object, message: string): void
}
