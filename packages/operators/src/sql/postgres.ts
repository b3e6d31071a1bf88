import type { Json, TaskContext } from '@aiflow/sdk'
import { wait } from '@aiflow/sdk/internal/time'
import type { Client } from 'pg'
import { isRefusal, postgresFailure } from './postgres-failures.ts'
import { Rows, type SqlResult, type SqlValue } from './sql-result.ts'
import type { Statements } from './statements.ts'

/** What a task remembers of its session: its name at the server, and the transaction with its result, once that is known. */
interface SessionHandle {
  readonly session: string
  readonly transaction?: string
  readonly result?: SqlResult
}

const MAX_SESSION_CHARACTERS = 63
const CONNECT_TIMEOUT_MS = 30_000
const LOOK_MS = 100
const END_ATTEMPTS = 50

const END_SESSIONS = `
  SELECT count(*)::int AS living, count(pg_terminate_backend(pid))::int AS told
  FROM pg_stat_activity WHERE application_name = $1 AND pid <> pg_backend_pid()`

/**
 * Runs statements in PostgreSQL, in one transaction. The handle names the session before they begin, so that it can be ended
 * at the server, and the transaction before its commit, so that the next attempt knows whether it was committed.
 */
export async function runInPostgres(context: TaskContext, statements: Statements): Promise<SqlResult> {
  const session = `aiflow ${context.task.attemptId}`.slice(0, MAX_SESSION_CHARACTERS)
  try {
    return await inSession(statements.database, session, (client) => runAs(session, client, context, statements))
  } catch (error) {
    // The server has taken the transaction back, so there is nothing to find or to end.
    if (await isRefusal(error)) await context.handle.set(null)
    throw error
  }
}

async function runAs(
  session: string,
  client: Client,
  context: TaskContext,
  statements: Statements,
): Promise<SqlResult> {
  using _ = endedBy(context.signal, client)
  await context.handle.set({ session })
  if (!statements.isTransaction) return query(client, statements)
  await client.query('BEGIN')
  const result = await query(client, statements)
  const { rows } = await client.query('SELECT pg_current_xact_id_if_assigned()::text AS id')
  const [{ id }] = rows as [{ id: string | null }]
  if (id !== null) await context.handle.set({ session, transaction: id, result: result as unknown as Json })
  context.signal.throwIfAborted()
  await client.query('COMMIT')
  return result
}

/** The result of an earlier attempt if it was committed, null if nothing of it is left. Its session is gone afterwards. */
export async function findInPostgres(database: string, handle: Json): Promise<SqlResult | null> {
  const { session, transaction, result } = handle as unknown as SessionHandle
  return inSession(database, 'aiflow', async (client) => {
    await endSession(client, session)
    if (transaction === undefined) return null
    const { rows } = await client.query('SELECT pg_xact_status($1::xid8) AS status', [transaction])
    const status: unknown = rows[0]?.status
    if (status === 'committed') return result ?? null
    if (status === 'aborted') return null
    throw new Error(`PostgreSQL does not say whether it has committed the transaction ${transaction}: ${status}`)
  })
}

async function endSession(client: Client, session: string): Promise<void> {
  for (let attempt = 0; attempt < END_ATTEMPTS; attempt += 1) {
    const { rows } = await client.query(END_SESSIONS, [session])
    if (rows[0]?.living === 0) return
    await wait(LOOK_MS)
  }
  throw new Error(`The session "${session}" is still there, although PostgreSQL was told to end it.`)
}

async function inSession<T>(database: string, name: string, work: (client: Client) => Promise<T>): Promise<T> {
  const { default: pg } = await import('pg')
  const client = new pg.Client({
    connectionString: database,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  })
  // The query in progress is rejected with it.
  client.on('error', () => undefined)
  try {
    await client.connect()
    // An address may name the session as well, so it is named here.
    await client.query("SELECT set_config('application_name', $1, false)", [name])
    return await work(client)
  } catch (error) {
    throw await postgresFailure(error)
  } finally {
    await client.end().catch(() => undefined)
  }
}

/** The rows of the last statement. They are counted as they come, so that too many of them do not fill the memory. */
async function query(client: Client, { sql, values }: Statements): Promise<SqlResult> {
  const { default: pg } = await import('pg')
  let rows = new Rows()
  /** The result that the rows belong to. */
  let current: unknown
  const { promise, resolve, reject } = Promise.withResolvers<unknown>()
  const sent = client.query(new pg.Query(sql, values.map(inputOf)))
  let isRefused = false
  sent.on('row', (row: Record<string, unknown>, result: unknown) => {
    if (isRefused) return
    if (result !== current) rows = new Rows()
    current = result
    try {
      rows.add(row)
    } catch (error) {
      isRefused = true
      reject(error)
    }
  })
  sent.on('error', reject)
  sent.on('end', (results: unknown) => resolve(Array.isArray(results) ? results.at(-1) : results))
  const last = await promise
  return { rows: last === current ? rows.all : [], rowCount: countOf(last) }
}

function countOf(last: unknown): number {
  return typeof last === 'object' && last !== null && 'rowCount' in last ? Number(last.rowCount ?? 0) : 0
}

/** A stop breaks the connection. `stop` then ends the session at the server. */
function endedBy(signal: AbortSignal, client: Client): Disposable {
  const end = () => void client.end().catch(() => undefined)
  signal.addEventListener('abort', end, { once: true })
  return { [Symbol.dispose]: () => signal.removeEventListener('abort', end) }
}

function inputOf(value: SqlValue): unknown {
  return value instanceof Uint8Array ? Buffer.from(value) : value
}
