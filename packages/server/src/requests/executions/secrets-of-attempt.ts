import { attemptEnded } from '../../log/not-found.ts'
import type { RequestDependencies } from '../dependencies.ts'

/**
 * The values of the secrets of a living attempt, by the names by which its task knows them. Throws `ATTEMPT_ENDED`,
 * `SECRET_NOT_FOUND` or `SECRET_UNREADABLE`.
 */
export async function secretsOfAttempt(
  { live, secrets }: Pick<RequestDependencies, 'live' | 'secrets'>,
  attemptId: string,
): Promise<Record<string, string>> {
  const named = live.secretsOf(attemptId)
  if (named === null) throw attemptEnded(attemptId)
  const { namespace } = named
  return Object.fromEntries(
    named.secrets.map(({ variable, secret: name }) => [variable, secrets.read({ namespace, name })]),
  )
}
