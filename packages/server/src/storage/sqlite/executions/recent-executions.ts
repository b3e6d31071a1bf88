import type { RecentExecution } from '@aiflow/sdk/internal/api/workflows'
import type { WorkflowName } from '../../reads/workflow-reads.ts'
import type { SqliteConnection } from '../file/connection.ts'

// Materialized, so that the JSON is parsed once.
const SELECT = `
WITH named AS MATERIALIZED (
  SELECT key, json_extract(value, '$.name') AS name, json_extract(value, '$.namespace') AS namespace FROM json_each(?1)
)
SELECT named.key AS place, execution.id, status, begin_time AS beginTime, end_time AS endTime
FROM named CROSS JOIN workflow_executions AS execution
WHERE
  execution.id IN (
    SELECT id FROM workflow_executions INDEXED BY workflow_executions_by_workflow
    WHERE workflow_name = named.name AND workflow_executions.namespace = named.namespace
    ORDER BY id DESC LIMIT ?2
  )
ORDER BY named.key, execution.id DESC`

/** The executions of each workflow, newest first. */
export function listRecentExecutions(
  connection: SqliteConnection,
  of: readonly WorkflowName[],
  limit: number,
): RecentExecution[][] {
  const names = of.map(({ namespace, name }) => ({ namespace, name }))
  const lists: RecentExecution[][] = of.map(() => [])
  const rows = connection.all<RecentExecution & { place: number }>(SELECT, JSON.stringify(names), limit)
  for (const { place, ...execution } of rows) lists[place]?.push(execution)
  return lists
}
