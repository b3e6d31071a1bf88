import { attemptEnded } from '../../log/not-found.ts'
import type { RequestDependencies } from '../dependencies.ts'

/**
 * The values of the secrets of a living attempt, by the names by which its task knows them. Throws `ATTEMPT_ENDED`,
 * `SECRET_NOT_FOUND`, `SECRET_UNREADABLE` or `SECRET_UNAVAILABLE`.
 */
export async function secretsOfAttempt(
  { live, secrets }: Pick<RequestDependencies, 'live' | 'secrets'>,
  attemptId: string,
): Promise<Record<string, string>> {
  const named = live.secretsOf(attemptId)
  if (named === null) throw attemptEnded(attemptId)
  const { namespace } = named
  const values = named.secrets.map(
    async ({ variable, secret: name }) => [variable, await secrets.read({ namespace, name })] as const,
  )
  return Object.fromEntries(await Promise.all(values))
}
