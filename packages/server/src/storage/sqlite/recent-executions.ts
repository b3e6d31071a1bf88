import type { RecentExecution } from '@aiflow/sdk/internal/api/workflows'
import type { WorkflowName } from '../storage.ts'
import type { SqliteConnection } from './connection.ts'

const SELECT = `
SELECT id, status, begin_time AS beginTime, end_time AS endTime
FROM workflow_executions INDEXED BY workflow_executions_by_workflow
WHERE workflow_name = ? AND namespace = ?
ORDER BY id DESC LIMIT ?`

/** Of one workflow, newest first. */
export function listRecentExecutions(
  connection: SqliteConnection,
  { namespace, name }: WorkflowName,
  limit: number,
): RecentExecution[] {
  return connection.all<RecentExecution>(SELECT, name, namespace, limit)
}
