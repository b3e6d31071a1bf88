import { CONNECTION_TYPE_NAMES, type ConnectionTypeName } from '../../model/connections/connection-type-names.ts'
import type { Connection, ConnectionsByType } from '../../model/connections/connection-types.ts'
import { CONNECTION_FORMS, type TaskConnection, variablesProblem } from '../../model/connections/task-connection.ts'
import { MAX_TASK_CONNECTIONS } from '../../model/limits.ts'
import { isPlainObject, quoted } from '../../model/text/quoted.ts'
import { isVariable, type TaskSecret } from '../../model/user-code/task-secret.ts'
import { checkName, checkOneOf, invalidWorkflow } from '../checks/checks.ts'

/** A connection of the namespace, and how a command gets it. */
export interface ConnectionOption<Type extends ConnectionTypeName = ConnectionTypeName> {
  /** The name of the connection. */
  readonly connection: string
  /** The type that it must have, which gives `context.connections` its types; any by default. */
  readonly type?: Type
  /**
   * `file` (default): the fields are variables such as `DB_HOST`, and secret ones are files whose paths are in variables such
   * as `DB_PASSWORD_FILE`. `environment`: secret ones are variables, too, which everything that the command starts inherits.
   * `program`: the variables that programs for this type read, such as `PGHOST` and `PGPASSWORD`, and no others.
   */
  readonly as?: TaskConnection['as']
}

/** The connections that a task uses, by the name that it knows them by. */
export type NamedConnections = Readonly<Record<string, string | ConnectionOption>>

/** Options of every task that may use connections. */
export interface ConnectionOptions {
  /**
   * The connections of the namespace that the task uses, by the name that it knows them by: `{ DB: 'warehouse' }`, or
   * `{ DB: connection.postgres('warehouse') }`, which gives it a type. TypeScript finds `context.connections.DB`, and a command
   * variables such as `DB_HOST`. Up to 50; none by default.
   */
  readonly connections?: NamedConnections
}

/** What the code of a task finds in `context.connections`. */
export type ConnectionsOf<Named extends NamedConnections> = {
  readonly [Name in keyof Named]: Named[Name] extends {
    readonly type?: infer Type extends ConnectionTypeName | undefined
  }
    ? ConnectionsByType[Exclude<Type, undefined>]
    : Connection
}

type Naming = {
  readonly [Type in ConnectionTypeName]: (
    name: string,
    options?: Pick<ConnectionOption, 'as'>,
  ) => ConnectionOption<Type>
}

/** Names a connection that must have a type: `connection.postgres('warehouse')`. */
export const connection = Object.freeze(
  Object.fromEntries(CONNECTION_TYPE_NAMES.map((type) => [type, namingOf(type)])),
) as unknown as Naming

function namingOf(
  type: ConnectionTypeName,
): (name: string, options?: Pick<ConnectionOption, 'as'>) => ConnectionOption {
  return (name, options) => ({ ...options, connection: name, type })
}

/** The data form of the connections of a task. Throws INVALID_WORKFLOW. */
export function taskConnections(
  task: string,
  { connections }: ConnectionOptions,
  secrets: readonly TaskSecret[] = [],
): { readonly connections?: TaskConnection[] } {
  if (connections === undefined) return {}
  if (!isPlainObject(connections)) {
    const message = `"connections" of the task "${task}" is an object of names of connections, such as { DB: 'warehouse' }, not ${quoted(connections)}.`
    throw invalidWorkflow(message, { task, field: 'connections' })
  }
  const named = Object.entries(connections).map(([variable, option]) => taskConnection(task, variable, option))
  if (named.length > MAX_TASK_CONNECTIONS) {
    const message = `The task "${task}" names ${named.length} connections. A task names at most ${MAX_TASK_CONNECTIONS}.`
    throw invalidWorkflow(message, { task, field: 'connections' })
  }
  const problem = variablesProblem(named, secrets)
  if (problem !== null) throw invalidWorkflow(`The task "${task}" ${problem}.`, { task, field: 'connections' })
  return named.length === 0 ? {} : { connections: named }
}

function taskConnection(task: string, variable: string, option: unknown): TaskConnection {
  if (!isVariable(variable)) {
    const message = `The task "${task}" knows a connection as ${quoted(variable)}, which no variable can be named. A name is letters, digits and "_", and does not begin with "AIFLOW_".`
    throw invalidWorkflow(message, { task, variable })
  }
  const given: Record<string, unknown> =
    typeof option === 'string' ? { connection: option } : optionOf(task, variable, option)
  const { connection: name, type, as = 'file' } = given
  checkName('connection', name)
  const which = `of the connection "${variable}" of the task "${task}"`
  if (type !== undefined) checkOneOf(`"type" ${which}`, type, CONNECTION_TYPE_NAMES)
  checkOneOf(`"as" ${which}`, as, CONNECTION_FORMS)
  return {
    variable,
    connection: name as string,
    ...(type === undefined ? {} : { type: type as string }),
    as: as as TaskConnection['as'],
  }
}

function optionOf(task: string, variable: string, option: unknown): Record<string, unknown> {
  if (isPlainObject(option) && typeof option.connection === 'string') return option
  const message = `The connection "${variable}" of the task "${task}" is a name, or { connection, type, as }. It names a connection of the namespace, and holds no address.`
  throw invalidWorkflow(message, { task, variable })
}
