/** Receives requests that failed unexpectedly; a pino logger fits. */
export interface ErrorLog {
  error(fields: object, message: string): void
}
