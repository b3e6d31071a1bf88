import {
  AIFlowOperator,
  type Json,
  NonRetryableError,
  type Operator,
  type ParametersSchema,
  type TaskContext,
} from '@aiflow/sdk'
import { checkFlag, invalidWorkflow, type Upstream } from '@aiflow/sdk/internal/authoring'
import { quoted } from '@aiflow/sdk/internal/text'
import {
  checkOperator,
  checkResult,
  checkText,
  type OwnOptionNames,
  type Unchecked,
} from '../options/check-operator.ts'
import { type ContextOf, type ContextOptions, type Given, givenBy } from '../options/context-options.ts'
import { type OwnConnection, ownConnection, withOwnConnection } from '../options/own-connection.ts'
import { findInPostgres, runInPostgres } from './postgres.ts'
import type { SqlResult, SqlValue } from './sql-result.ts'
import { runInSqlite } from './sqlite.ts'
import type { Statements } from './statements.ts'

export interface SqlOperatorOptions<
  Name extends string = string,
  Output = SqlResult,
  Schema = ParametersSchema,
  Tasks extends Upstream = Operator,
> extends ContextOptions<Name, Schema, Tasks> {
  /** The connection of the type `postgres`: a name, or `connection.postgres(name)`. Either this or `database` is needed. */
  readonly connection?: OwnConnection<'postgres'>
  /** `postgres://user@host:port/database`, or `sqlite:` and the path of a file. */
  readonly database?: Given<string, ContextOf<Schema, Tasks>>
  /** One statement, or several without values. Never build it from values of others: pass these as `values`. */
  readonly sql: Given<string, ContextOf<Schema, Tasks>>
  /** What stands for `$1`, `$2`, … in PostgreSQL and `?` in SQLite. None by default. */
  readonly values?: Given<readonly SqlValue[], ContextOf<Schema, Tasks>>
  /** Whether all statements are one transaction; `true` by default. Statements such as `VACUUM` need `false`. */
  readonly transaction?: boolean
  /** Makes the output of the task from the result. By default the result is the output. */
  readonly result?: (result: SqlResult) => Output
}

const OPTIONS: OwnOptionNames<SqlOperatorOptions> = {
  connection: true,
  database: true,
  sql: true,
  values: true,
  transaction: true,
  result: true,
}
const DATABASE = /^(?:postgres(?:ql)?:\/\/|sqlite:.)/

/**
 * Runs SQL in PostgreSQL or SQLite. The rows of the last statement are the output of the task.
 *
 * In PostgreSQL a transaction takes effect once, whatever is killed meanwhile. In SQLite an attempt whose outcome was lost
 * after its commit is repeated.
 */
export class SqlOperator<
  const Name extends string = string,
  Output = SqlResult,
  Schema = ParametersSchema,
  const Tasks extends Upstream = Operator,
> extends AIFlowOperator<Name, Output> {
  readonly #options: SqlOperatorOptions<Name, Output, Schema, Tasks>

  /** Throws the errors of `Operator`, and INVALID_WORKFLOW if an option is not valid. */
  constructor(options: SqlOperatorOptions<Name, Output, Schema, Tasks>) {
    checkOperator(new.target, options, OPTIONS)
    checkSql(options)
    super(withOwnConnection(options, 'postgres'))
    this.#options = options
  }

  override async start(context: TaskContext): Promise<unknown> {
    const statements = await this.#statements(context)
    const isSqlite = statements.database.startsWith('sqlite:')
    const result = await (isSqlite ? runInSqlite : runInPostgres)(context, statements)
    return this.#outputOf(result)
  }

  /** An earlier attempt was committed, or leaves nothing and is repeated. */
  override async reattach(context: TaskContext, handle: Json): Promise<unknown> {
    const { database } = await this.#statements(context)
    const found = await findInPostgres(database, handle)
    if (found === null) return this.start(context)
    context.logger.info('An earlier attempt has committed the transaction.')
    return this.#outputOf(found)
  }

  /** Ends the session in PostgreSQL. */
  override async stop(context: TaskContext): Promise<void> {
    const handle = context.handle.get()
    if (handle === null) return
    const { database } = await this.#statements(context)
    await findInPostgres(database, handle)
  }

  #outputOf(result: SqlResult): unknown {
    return this.#options.result === undefined ? result : this.#options.result(result)
  }

  async #statements(context: TaskContext): Promise<Statements> {
    const { sql, values = [], transaction = true } = this.#options
    const given = { database: await this.#database(context), sql: await givenBy(sql, context) }
    return { ...given, values: await givenBy(values, context), isTransaction: transaction }
  }

  async #database(context: TaskContext): Promise<string> {
    const { connection, database } = this.#options
    // As libpq does it, "require" does not look at the certificate.
    if (connection !== undefined) return `${ownConnection(context, 'postgres').url}&uselibpqcompat=true`
    const given: unknown = await givenBy<unknown, never>(database, context)
    checkDatabase(context.task.name, given, (message) => new NonRetryableError(message))
    return String(given)
  }
}

function checkSql({
  name,
  connection,
  sql,
  values,
  transaction = true,
  result,
  ...options
}: Unchecked<SqlOperatorOptions>) {
  const { database } = options
  if ((connection === undefined) === (database === undefined)) throw oneDatabase(name)
  if (connection === undefined) checkText(name, 'database', database)
  if (typeof database === 'string') checkDatabase(name, database, (message) => invalidWorkflow(message, { task: name }))
  checkText(name, 'sql', sql)
  checkFlag(`"transaction" of the task "${name}"`, transaction)
  if (values !== undefined && typeof values !== 'function' && !Array.isArray(values))
    throw invalidWorkflow(`"values" of the task "${name}" is a list, not ${quoted(values)}.`, { task: name })
  checkResult(name, result)
}

function oneDatabase(task: string): Error {
  const message = `The task "${task}" takes either "connection", the name of a connection, or "database", an address.`
  return invalidWorkflow(message, { task, field: 'connection' })
}

/** The address may hold a password, so it is not told. */
function checkDatabase(task: string, database: unknown, errorOf: (message: string) => Error): void {
  if (typeof database === 'string' && DATABASE.test(database)) return
  throw errorOf(`"database" of the task "${task}" begins with "postgres://" or "sqlite:".`)
}
