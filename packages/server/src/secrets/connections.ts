import {
  findConnectionType,
  type ResolvedConnection,
  resolvedConnection,
  type TaskConnection,
} from '@aiflow/sdk/internal/connections'
import { AIFlowError, isAIFlowError } from '@aiflow/sdk/internal/errors'
import type { LiveView } from '../log/live-view.ts'
import { connectionNotFound } from '../log/not-found.ts'
import type { ConnectionRow } from '../storage/rows.ts'
import type { NamedInNamespace } from '../storage/table.ts'
import type { Secrets } from './secrets.ts'

export interface ConnectionParts {
  readonly live: Pick<LiveView, 'findConnection'>
  readonly secrets: Pick<Secrets, 'read' | 'mayHave'>
}

/**
 * A connection with the values of its secrets as they are now. Throws `CONNECTION_NOT_FOUND`, `CONNECTION_TYPE_MISMATCH` if it is
 * not of the wanted type, or an error of its secrets that names the connection, too.
 */
export async function readConnection(
  { live, secrets }: ConnectionParts,
  of: NamedInNamespace,
  wanted?: TaskConnection['type'],
): Promise<ResolvedConnection> {
  const row = live.findConnection(of)
  if (row === null) throw connectionNotFound(of)
  if (wanted !== undefined && row.type !== wanted) throw otherType(row, wanted)
  const type = findConnectionType(row.type)
  if (type === null) throw unknownType(row)
  const values = Object.entries(row.secrets).map(
    async ([field, secret]) => [field, await readSecret(secrets, row, { field, secret })] as const,
  )
  return resolvedConnection(row.name, type, {
    fields: row.fields,
    secretValues: Object.fromEntries(await Promise.all(values)),
  })
}

/** The secrets that a connection names and that do not exist, as far as that is known without their values. */
export function missingSecrets({ secrets }: Pick<ConnectionParts, 'secrets'>, row: ConnectionRow): string[] {
  const { namespace } = row
  return [...new Set(Object.values(row.secrets))].filter((name) => !secrets.mayHave({ namespace, name }))
}

async function readSecret(
  secrets: ConnectionParts['secrets'],
  { namespace, name }: ConnectionRow,
  { field, secret }: { readonly field: string; readonly secret: string },
): Promise<string> {
  try {
    return await secrets.read({ namespace, name: secret })
  } catch (error) {
    if (!isAIFlowError(error)) throw error
    const message = `The connection "${name}" needs the secret "${secret}" for "${field}". ${error.message}`
    throw new AIFlowError(error.code, message, { details: { ...error.details, connection: name }, cause: error })
  }
}

function otherType({ namespace, name, type }: ConnectionRow, wanted: string): AIFlowError {
  const message = `The connection "${name}" of the namespace "${namespace}" is of the type "${type}", and the task takes one of the type "${wanted}". Name another one in the task, or set this one again.`
  return new AIFlowError('CONNECTION_TYPE_MISMATCH', message, {
    details: { namespace, connection: name, type, wanted },
  })
}

/** A newer server has stored it. */
function unknownType({ namespace, name, type }: ConnectionRow): AIFlowError {
  const message = `The connection "${name}" of the namespace "${namespace}" is of the type "${type}", which this version of the server does not know. Update the server, or set the connection again.`
  return new AIFlowError('CONNECTION_TYPE_MISMATCH', message, { details: { namespace, connection: name, type } })
}
