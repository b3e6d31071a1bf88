import { type ConnectionTest, testConnectionResponseSchema } from '@aiflow/sdk/internal/api/server'
import { readConnection } from '../../secrets/connections.ts'
import type { NamedInNamespace } from '../../storage/table.ts'
import type { Caller } from '../callers/caller.ts'
import { carryOut } from '../carry-out.ts'
import type { RequestDependencies } from '../dependencies.ts'

/**
 * Has a worker connect, as a task would. The server itself connects nowhere, so that nobody reaches through it what only the
 * server can reach. Throws `CONNECTION_NOT_FOUND`, an error of a secret, or `WORKER_UNAVAILABLE`.
 */
export async function testConnection(
  { controls, live, secrets, workers }: Pick<RequestDependencies, 'controls' | 'live' | 'secrets' | 'workers'>,
  { namespace, name }: NamedInNamespace,
  caller: Caller,
): Promise<ConnectionTest> {
  // It is in the audit before anything happens.
  await carryOut(controls, { request: { type: 'testConnection', namespace, name } }, caller)
  const connection = await readConnection({ live, secrets }, { namespace, name })
  return testConnectionResponseSchema.parse(await workers.testConnection(connection))
}
