import type { AIFlowOperatorOptions, ConnectionOption, ConnectionsByType, TaskContext } from '@aiflow/sdk'
import { invalidWorkflow } from '@aiflow/sdk/internal/authoring'
import { quoted } from '@aiflow/sdk/internal/text'

/** The name by which a task knows the connection of its operator. */
const VARIABLE = 'CONNECTION'

/** The name of a connection of the namespace, or `connection.<type>(name)`. */
export type OwnConnection<Type extends keyof ConnectionsByType> = string | ConnectionOption<Type>

interface OptionsWithConnection<Type extends keyof ConnectionsByType>
  extends Pick<AIFlowOperatorOptions, 'connections'> {
  readonly name: string
  readonly connection?: OwnConnection<Type>
}

/** The options with the connection of the operator among those of the task. Throws INVALID_WORKFLOW. */
export function withOwnConnection<Type extends keyof ConnectionsByType, Options extends OptionsWithConnection<Type>>(
  options: Options,
  type: Type,
): Options {
  const { name: task, connection, connections = {} } = options
  if (connection === undefined) return options
  const refuse = (problem: string) =>
    invalidWorkflow(`${problem} in the task "${task}".`, { task, field: 'connection' })
  const given: unknown = typeof connection === 'string' ? { connection } : connection
  if (typeof given !== 'object' || given === null || !('connection' in given))
    throw refuse(`"connection" is the name of a connection, not ${quoted(given)}`)
  if ('type' in given && given.type !== type)
    throw refuse(`"connection" takes one of the type "${type}", not of ${quoted(given.type)}`)
  if (Object.hasOwn(connections, VARIABLE))
    throw refuse(`"connections" cannot name one "${VARIABLE}" beside "connection"`)
  return { ...options, connections: { ...connections, [VARIABLE]: { ...given, type } } }
}

/** The connection of the operator. */
export function ownConnection<Type extends keyof ConnectionsByType>(
  { connections }: TaskContext,
  type: Type,
): ConnectionsByType[Type] {
  const connection = connections[VARIABLE]
  // The server gives none of another type.
  if (connection?.type !== type) throw new Error(`the task has no connection of the type "${type}"`)
  return connection as ConnectionsByType[Type]
}
