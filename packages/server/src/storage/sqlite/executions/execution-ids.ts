import { ExecutionType, WorkflowStatus } from '@aiflow/sdk/internal/model'
import type { WorkflowExecutionFilter } from '../../reads/execution-reads.ts'
import type { WorkflowFilter } from '../../reads/workflow-reads.ts'
import type { SqliteConnection } from '../file/connection.ts'
import { labelConditions } from '../rows/label-conditions.ts'

/*
 * An index gives its rows in the order of their ids only if each of its columns has one value. So a filter that leaves some
 * columns open is queried once per value, and the results are merged. Each part stops at the limit, however rare or common
 * its executions are.
 */

const STATUSES = WorkflowStatus.values
const TYPES = ExecutionType.values
const KIND = ['status', 'type'] as const

const BY_WORKFLOW = 'INDEXED BY workflow_executions_by_workflow'
const BY_WORKFLOW_AND_STATUS = 'INDEXED BY workflow_executions_by_workflow_and_status'
const BY_NAMESPACE_AND_STATUS = 'INDEXED BY workflow_executions_by_namespace_and_status'
const BY_BACKFILL = 'INDEXED BY workflow_executions_by_backfill'
const BY_PARENT = 'INDEXED BY workflow_executions_by_parent'
const BY_STATUS = 'INDEXED BY workflow_executions_by_status_and_type'

// Skips from name to name through the index.
const NAMESPACES_OF_WORKFLOW = `
WITH RECURSIVE names (name) AS (
  SELECT min(namespace) FROM workflow_executions WHERE workflow_name = ?1
  UNION ALL
  SELECT (SELECT min(namespace) FROM workflow_executions WHERE workflow_name = ?1 AND namespace > name)
  FROM names WHERE name IS NOT NULL
)
SELECT name FROM names WHERE name IS NOT NULL`

interface WorkflowNames {
  readonly namespace: string
  readonly workflow: string
}

/** Both exclusive. */
export interface IdSlice {
  readonly after: number
  readonly before: number
  readonly limit: number
}

/** Ranges of one index. */
interface Parts {
  /** SQL of a table of their values, which takes `valuesText` as its parameter. */
  readonly table: string
  /** SQL that follows `FROM workflow_executions` for one of them; a condition on the id may follow. */
  readonly clause: string
  readonly valuesText: string
}

/** Ids of the newest executions that match, newest first. */
export function findExecutionIds(
  connection: SqliteConnection,
  filter: WorkflowExecutionFilter,
  { after, before, limit }: IdSlice,
): number[] {
  const { table, clause, valuesText } = executionParts(connection, filter)
  const select = `
    WITH part AS MATERIALIZED (${table})
    SELECT execution.id FROM part CROSS JOIN workflow_executions AS execution
    WHERE execution.id IN (
      SELECT id FROM workflow_executions ${clause} AND id > ?2 AND id < ?3 ORDER BY id DESC LIMIT ?4
    )
    ORDER BY execution.id DESC LIMIT ?4`
  const rows = connection.all<{ id: number }>(select, valuesText, after, before, limit)
  return rows.map(({ id }) => id)
}

/** Each part reads one range of one index. */
export function executionParts(connection: SqliteConnection, filter: WorkflowExecutionFilter): Parts {
  const { namespace, workflow, status, type, backfill, parent, labels = [] } = filter
  const labelled = labels.length === 0 ? null : namesByLabels(connection, filter, labels)
  if (backfill !== undefined || parent !== undefined) return partsOfFew(filter, labelled ?? [{ namespace, workflow }])
  const isByStatus = status !== undefined || type !== undefined
  const kinds = (status === undefined ? STATUSES : [status]).flatMap((each) =>
    (type === undefined ? TYPES : [type]).map((of) => [each, of]),
  )
  const asked = labelled ?? (workflow === undefined ? null : namesOf(connection, namespace, workflow))
  if (asked !== null) {
    const names = asked.map((name) => [name.workflow, name.namespace])
    const columns = ['workflow_name', 'namespace']
    if (!isByStatus) return partsBy(BY_WORKFLOW, columns, names)
    const values = names.flatMap((name) => kinds.map((kind) => [...name, ...kind]))
    return partsBy(BY_WORKFLOW_AND_STATUS, [...columns, ...KIND], values)
  }
  if (namespace !== undefined) {
    const values = kinds.map((kind) => [namespace, ...kind])
    return partsBy(BY_NAMESPACE_AND_STATUS, ['namespace', ...KIND], values)
  }
  return isByStatus ? partsBy(BY_STATUS, KIND, kinds) : partsBy('', [], [[]])
}

/** A backfill and a parent have few executions, so what else is asked for is looked up in each. */
function partsOfFew(filter: WorkflowExecutionFilter, names: readonly WorkflowFilter[]): Parts {
  const { backfill, parent, status, type } = filter
  const rows = names.map(({ namespace, workflow }) => ({
    parent_id: parent,
    backfill_id: backfill,
    namespace,
    workflow_name: workflow,
    status,
    type,
  }))
  const columns = (['parent_id', 'backfill_id', 'namespace', 'workflow_name', ...KIND] as const).filter((column) =>
    rows.every((row) => row[column] !== undefined),
  )
  return partsBy(
    parent === undefined ? BY_BACKFILL : BY_PARENT,
    columns,
    rows.map((row) => columns.map((column) => row[column] ?? '')),
  )
}

function partsBy(index: string, columns: readonly string[], values: readonly (readonly (string | number)[])[]): Parts {
  const selected = columns.map((column, place) => `json_extract(value, '$[${place}]') AS ${column}`)
  const equal = columns.map((column) => `workflow_executions.${column} = part.${column}`)
  return {
    // Materialized where it is used, so that the JSON is parsed once.
    table: `SELECT ${[...selected, 'key'].join(', ')} FROM json_each(?1)`,
    clause: `${index} WHERE ${equal.length === 0 ? 'TRUE' : equal.join(' AND ')}`,
    valuesText: JSON.stringify(values),
  }
}

function namesOf(connection: SqliteConnection, namespace: string | undefined, workflow: string): WorkflowNames[] {
  if (namespace !== undefined) return [{ namespace, workflow }]
  const rows = connection.all<{ name: string }>(NAMESPACES_OF_WORKFLOW, workflow)
  return rows.map(({ name }) => ({ namespace: name, workflow }))
}

function namesByLabels(
  connection: SqliteConnection,
  { namespace, workflow }: WorkflowExecutionFilter,
  labels: readonly string[],
): WorkflowNames[] {
  const select = `
    SELECT namespace, name AS workflow FROM workflows
    WHERE namespace = coalesce(?, namespace) AND name = coalesce(?, name) AND ${labelConditions(labels).join(' AND ')}`
  return connection.all<WorkflowNames>(select, namespace ?? null, workflow ?? null, ...labels)
}
