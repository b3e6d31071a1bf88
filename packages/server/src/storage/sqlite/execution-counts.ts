import { WorkflowStatus } from '@aiflow/sdk/internal/model'
import type { ExecutionCounts, WorkflowFilter } from '../storage.ts'
import type { SqliteConnection } from './connection.ts'
import { executionParts } from './execution-ids.ts'
import { findLastBefore } from './workflow-executions.ts'

/** Of each status how many executions began between one time and the next; indices alone are read. */
export function countExecutions(
  connection: SqliteConnection,
  filter: WorkflowFilter,
  times: readonly number[],
): ExecutionCounts[] {
  const bounds = times.map((time) => findLastBefore(connection, time))
  const parts = bounds.slice(1).map((high, index) => ({ low: bounds[index] ?? 0, high }))
  const counts: ExecutionCounts[] = parts.map(() => ({}))
  for (const status of Object.values(WorkflowStatus)) {
    for (const { sql, parameters } of executionParts(connection, { ...filter, status })) {
      const select = `
        SELECT key, (
          SELECT count(*) FROM workflow_executions ${sql}
          id > json_extract(value, '$.low') AND id <= json_extract(value, '$.high')
        ) AS count
        FROM json_each(?)`
      // The parameters of the inner part come first, since it stands first.
      for (const { key, count } of connection.all<CountRow>(select, ...parameters, JSON.stringify(parts))) {
        const of = counts[key]
        if (of !== undefined && count > 0) of[status] = (of[status] ?? 0) + count
      }
    }
  }
  return counts
}

interface CountRow {
  readonly key: number
  readonly count: number
}
