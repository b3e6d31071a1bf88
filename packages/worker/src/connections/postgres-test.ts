import { Socket } from 'node:net'
import type { PostgresConnection } from '@aiflow/sdk'
import { startInterval, stopTimer, type Timer } from '@aiflow/sdk/internal/time'
import pg from 'pg'
import type { ConnectionProbe, TestResult } from './connection-probe.ts'
import { networkFailure } from './network-failures.ts'

const WRONG_PASSWORD = '28P01'
const NOT_ALLOWED = '28000'
const NO_DATABASE = '3D000'
/** A login and the version of the server need a few hundred. */
const MAX_ANSWER_BYTES = 1024 * 1024
const LOOK_MS = 20
const TOO_LONG = 'it answers with far more than PostgreSQL does'

/** Logs in, and asks for the version of the server. */
export const testPostgres: ConnectionProbe = async (values, signal) => {
  const { host, port, user, database, password, sslMode } = values as unknown as PostgresConnection
  const client = new pg.Client({
    host,
    port,
    user,
    database,
    ssl: tlsOf(sslMode),
    ...(password === undefined ? {} : { password }),
    application_name: 'aiflow connection test',
  })
  // The query in progress is rejected with it.
  client.on('error', () => undefined)
  const looking = boundAnswer(client)
  try {
    await unlessAborted(client.connect(), signal)
    const { rows } = await unlessAborted(client.query('SHOW server_version'), signal)
    const version = String(rows[0]?.server_version)
    return { ok: true, message: `PostgreSQL ${version} answers as user "${user}" in the database "${database}".` }
  } catch (error) {
    return failure(error, { host, port, user, database }, signal)
  } finally {
    stopTimer(looking)
    void client.end().catch(() => undefined)
  }
}

/** The client keeps a message until it is whole, however long the service says that it is. */
function boundAnswer(client: pg.Client): Timer {
  return startInterval(() => {
    const { stream } = client.connection
    if (stream instanceof Socket && stream.bytesRead > MAX_ANSWER_BYTES) stream.destroy(new Error(TOO_LONG))
  }, LOOK_MS)
}

/** As libpq does it: "require" encrypts, and does not look at the certificate. */
function tlsOf(mode: PostgresConnection['sslMode']): pg.ClientConfig['ssl'] {
  return mode === 'disable' ? false : { rejectUnauthorized: mode === 'verify-full' }
}

interface Wanted {
  readonly host: string
  readonly port: number
  readonly user: string
  readonly database: string
}

function failure(error: unknown, { host, port, user, database }: Wanted, signal: AbortSignal): TestResult {
  const place = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
  const failed = (message: string) => ({ ok: false, message })
  if (error instanceof pg.DatabaseError) {
    const { code, message } = error
    if (code === WRONG_PASSWORD) return failed(`PostgreSQL at ${place} refuses the password of the user "${user}".`)
    if (code === NO_DATABASE) return failed(`PostgreSQL at ${place} has no database "${database}".`)
    if (code === NOT_ALLOWED) return failed(`PostgreSQL at ${place} does not let this user in: ${message}.`)
    return failed(`PostgreSQL at ${place} answers with an error (${code}): ${message}.`)
  }
  const message = error instanceof Error ? error.message : String(error)
  if (message.includes('does not support SSL'))
    return failed(
      `PostgreSQL at ${place} takes no TLS connections. Set "sslMode" to "disable", or switch TLS on there.`,
    )
  if (message.includes('client password must be a string'))
    return failed(`PostgreSQL at ${place} asks for a password, and the connection names no secret for "password".`)
  return failed(networkFailure(error, { host, place }, signal))
}

async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted()
  const aborted = Promise.withResolvers<never>()
  const abort = () => aborted.reject(signal.reason)
  signal.addEventListener('abort', abort, { once: true })
  try {
    return await Promise.race([promise, aborted.promise])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}
