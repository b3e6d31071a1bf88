import type { ResolvedConnection } from '@aiflow/sdk/internal/connections'
import { attemptEnded } from '../../log/not-found.ts'
import { readConnection } from '../../secrets/connections.ts'
import type { RequestDependencies } from '../dependencies.ts'

/** By the names by which a task knows them. Connections are left out if it names none. */
interface SecretsToGive {
  readonly values: Readonly<Record<string, string>>
  readonly connections?: Readonly<Record<string, ResolvedConnection>>
}

/**
 * The values of the secrets of a living attempt, and its connections. Throws `ATTEMPT_ENDED`, `SECRET_NOT_FOUND`,
 * `SECRET_UNREADABLE`, `SECRET_UNAVAILABLE`, `CONNECTION_NOT_FOUND` or `CONNECTION_TYPE_MISMATCH`.
 */
export async function secretsOfAttempt(
  { live, secrets }: Pick<RequestDependencies, 'live' | 'secrets'>,
  attemptId: string,
): Promise<SecretsToGive> {
  const named = live.secretsOf(attemptId)
  if (named === null) throw attemptEnded(attemptId)
  const { namespace } = named
  const values = named.secrets.map(
    async ({ variable, secret: name }) => [variable, await secrets.read({ namespace, name })] as const,
  )
  const connections = named.connections.map(
    async ({ variable, connection: name, type }) =>
      [variable, await readConnection({ live, secrets }, { namespace, name }, type)] as const,
  )
  const given = { values: Object.fromEntries(await Promise.all(values)) }
  const resolved = Object.fromEntries(await Promise.all(connections))
  return connections.length === 0 ? given : { ...given, connections: resolved }
}
