import { WorkflowStatus } from '@aiflow/sdk/internal/model'
import type { ExecutionCounts } from '../../reads/execution-reads.ts'
import type { WorkflowFilter } from '../../reads/workflow-reads.ts'
import type { SqliteConnection } from '../file/connection.ts'
import { findLastBefore } from './execution-bounds.ts'
import { executionParts } from './execution-ids.ts'

/** How many executions of each status began between one time and the next. Only indexes are read. */
export function countExecutions(
  connection: SqliteConnection,
  filter: WorkflowFilter,
  times: readonly number[],
): ExecutionCounts[] {
  const bounds = findLastBefore(connection, times)
  const slots = bounds.slice(1).map((high, index) => ({ low: bounds[index] ?? 0, high }))
  const counts: ExecutionCounts[] = slots.map(() => ({}))
  for (const status of WorkflowStatus.values) {
    const { table, clause, valuesText } = executionParts(connection, { ...filter, status })
    const select = `
      WITH part AS MATERIALIZED (${table})
      SELECT slot.key, sum((
        SELECT count(*) FROM workflow_executions ${clause}
        AND id > json_extract(slot.value, '$.low') AND id <= json_extract(slot.value, '$.high')
      )) AS count
      FROM json_each(?2) AS slot CROSS JOIN part
      GROUP BY slot.key`
    for (const { key, count } of connection.all<CountRow>(select, valuesText, JSON.stringify(slots))) {
      const of = counts[key]
      if (of !== undefined && count > 0) of[status] = count
    }
  }
  return counts
}

interface CountRow {
  readonly key: number
  readonly count: number
}
