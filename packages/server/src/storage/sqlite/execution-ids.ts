import { ExecutionType, WorkflowStatus } from '@aiflow/sdk/internal/model'
import type { WorkflowExecutionFilter } from '../storage.ts'
import type { SqliteConnection } from './connection.ts'

/*
 * An index gives its rows in the order of their ids only where each of its columns has one value. So a filter that leaves
 * some of them open is asked once per value of these, and the answers are merged: each part stops at the limit, however
 * rare or common what it looks for is.
 */

const STATUSES = Object.values(WorkflowStatus)
const TYPES = Object.values(ExecutionType)

const BY_WORKFLOW = 'INDEXED BY workflow_executions_by_workflow'
const BY_WORKFLOW_AND_STATUS = 'INDEXED BY workflow_executions_by_workflow_and_status'
const BY_NAMESPACE_AND_STATUS = 'INDEXED BY workflow_executions_by_namespace_and_status'
const BY_STATUS = 'INDEXED BY workflow_executions_by_status_and_type'

// Steps from name to name through the index.
const NAMESPACES_OF_WORKFLOW = `
WITH RECURSIVE names (name) AS (
  SELECT min(namespace) FROM workflow_executions WHERE workflow_name = ?1
  UNION ALL
  SELECT (SELECT min(namespace) FROM workflow_executions WHERE workflow_name = ?1 AND namespace > name)
  FROM names WHERE name IS NOT NULL
)
SELECT name FROM names WHERE name IS NOT NULL`

/** Both exclusive. */
export interface IdSlice {
  readonly after: number
  readonly before: number
  readonly limit: number
}

interface Part {
  readonly sql: string
  readonly parameters: readonly string[]
}

/** Ids of the newest executions that match, newest first. */
export function findExecutionIds(
  connection: SqliteConnection,
  filter: WorkflowExecutionFilter,
  { after, before, limit }: IdSlice,
): number[] {
  const ids: number[] = []
  for (const { sql, parameters } of executionParts(connection, filter)) {
    const select = `SELECT id FROM workflow_executions ${sql} id > ? AND id < ? ORDER BY id DESC LIMIT ?`
    for (const { id } of connection.all<{ id: number }>(select, ...parameters, after, before, limit)) ids.push(id)
  }
  return ids.sort((a, b) => b - a).slice(0, limit)
}

/** Each reads one stretch of one index; a condition on the id may follow. */
export function executionParts(connection: SqliteConnection, filter: WorkflowExecutionFilter): Part[] {
  const { workflow, status, type } = filter
  const isByStatus = status !== undefined || type !== undefined
  const kinds = (status === undefined ? STATUSES : [status]).flatMap((each) =>
    (type === undefined ? TYPES : [type]).map((of) => [each, of] as const),
  )
  const ofKinds = (sql: string, parameters: readonly string[]): Part[] =>
    kinds.map((kind) => ({ sql: `${sql} status = ? AND type = ? AND`, parameters: [...parameters, ...kind] }))
  if (workflow !== undefined) {
    return namespacesOf(connection, filter, workflow).flatMap((namespace) =>
      isByStatus
        ? ofKinds(`${BY_WORKFLOW_AND_STATUS} WHERE workflow_name = ? AND namespace = ? AND`, [workflow, namespace])
        : [{ sql: `${BY_WORKFLOW} WHERE workflow_name = ? AND namespace = ? AND`, parameters: [workflow, namespace] }],
    )
  }
  if (filter.namespace !== undefined)
    return ofKinds(`${BY_NAMESPACE_AND_STATUS} WHERE namespace = ? AND`, [filter.namespace])
  return isByStatus ? ofKinds(`${BY_STATUS} WHERE`, []) : [{ sql: 'WHERE', parameters: [] }]
}

function namespacesOf(
  connection: SqliteConnection,
  { namespace }: WorkflowExecutionFilter,
  workflow: string,
): readonly string[] {
  if (namespace !== undefined) return [namespace]
  return connection.all<{ name: string }>(NAMESPACES_OF_WORKFLOW, workflow).map(({ name }) => name)
}
