import type { NamedThing } from '../../reads/namespace-reads.ts'
import type { SqliteConnection } from '../file/connection.ts'

const SELECT = {
  execution: 'SELECT namespace FROM workflow_executions WHERE id = ?',
  backfill: 'SELECT namespace FROM backfills WHERE id = ?',
  letter: 'SELECT namespace FROM dead_letters WHERE id = ?',
  snapshot: 'SELECT namespace FROM snapshots WHERE hash = ?',
} as const

/** Reads nothing but the namespace, so that damaged rows can be acted on, too. */
export function findNamespaceOf(connection: SqliteConnection, { type, id }: NamedThing): string | null {
  return connection.get<{ namespace: string }>(SELECT[type], id)?.namespace ?? null
}
