import { NonRetryableError } from '@aiflow/sdk'

/** Classes of errors that another attempt may not have: connection, resources, the server's operator, serialization, locks. */
const PASSING = /^(?:08|53|57|58|40|55P03|XX)/

/** Whether the server itself answered with an error, over a connection that works. */
export async function isRefusal(error: unknown): Promise<boolean> {
  if (error instanceof NonRetryableError) return true
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  const { default: pg } = await import('pg')
  return cause instanceof pg.DatabaseError && !/^(?:08|57P)/.test(String(cause.code))
}

/** What an error means for the task. */
export async function postgresFailure(error: unknown): Promise<unknown> {
  if (!(error instanceof Error) || error instanceof NonRetryableError || !('code' in error)) return error
  const { default: pg } = await import('pg')
  // An error of the connection has a code of the system and may have no text. Codes such as EPIPE look like PostgreSQL's.
  if (!(error instanceof pg.DatabaseError))
    return new Error(`PostgreSQL cannot be reached: ${error.message || String(error.code)}`, { cause: error })
  const code = String(error.code)
  const message = `PostgreSQL refused the statement (${code}): ${error.message}`
  return PASSING.test(code) ? new Error(message, { cause: error }) : new NonRetryableError(message, { cause: error })
}
