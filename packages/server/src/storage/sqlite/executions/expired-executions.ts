import type { ExpiredExecutions } from '../../history.ts'
import type { SqliteConnection } from '../file/connection.ts'

const ENDED_BEFORE = `
SELECT id FROM workflow_executions WHERE end_time IS NOT NULL AND end_time < ? ORDER BY end_time LIMIT ?`

const BEYOND_NEWEST = `
SELECT id FROM workflow_executions
WHERE workflow_name = ?1 AND namespace = ?2 AND end_time IS NOT NULL AND id < (
  SELECT id FROM workflow_executions WHERE workflow_name = ?1 AND namespace = ?2 ORDER BY id DESC LIMIT 1 OFFSET ?3
)
ORDER BY id LIMIT ?4`

/** Ids of ended executions that history need not keep, the oldest first. */
export function findExpiredExecutions(
  connection: SqliteConnection,
  expired: ExpiredExecutions,
  limit: number,
): number[] {
  const rows =
    'endedBefore' in expired
      ? connection.all<{ id: number }>(ENDED_BEFORE, expired.endedBefore, limit)
      : connection.all<{ id: number }>(
          BEYOND_NEWEST,
          expired.workflowName,
          expired.namespace,
          Math.max(0, expired.keep - 1),
          limit,
        )
  return rows.map(({ id }) => id)
}
