import { MAX_USES_NAMED } from '@aiflow/sdk/internal/limits'
import type { RequestDependencies } from '../dependencies.ts'

/** The workflows and connections that name a secret, each at most 100 of them, by name. */
interface UsesOfSecret {
  readonly workflows: readonly string[]
  readonly connections: readonly string[]
}

interface Uses {
  ofSecret(name: string): UsesOfSecret
  /** The workflows that name a connection, at most 100 of them, by name. */
  ofConnection(name: string): readonly string[]
}

/** Who uses the secrets and connections of a namespace now, by the newest uploads. */
export function usesOfNames({ live }: Pick<RequestDependencies, 'live'>, namespace: string): Uses {
  const bySecret = new Map<string, string[]>()
  const byConnection = new Map<string, string[]>()
  const connectionsBySecret = new Map<string, string[]>()
  for (const { workflow, secrets, connections } of live.namesInUse(namespace)) {
    for (const secret of secrets) note(bySecret, secret, workflow)
    for (const connection of connections) note(byConnection, connection, workflow)
  }
  for (const { name, secrets } of live.connectionRows(namespace))
    for (const secret of new Set(Object.values(secrets))) note(connectionsBySecret, secret, name)
  return {
    ofSecret: (name) => ({ workflows: bySecret.get(name) ?? [], connections: connectionsBySecret.get(name) ?? [] }),
    ofConnection: (name) => byConnection.get(name) ?? [],
  }
}

function note(users: Map<string, string[]>, name: string, user: string): void {
  const known = users.get(name)
  if (known === undefined) users.set(name, [user])
  else if (known.length < MAX_USES_NAMED) known.push(user)
}
