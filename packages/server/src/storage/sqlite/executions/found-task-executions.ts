import type { Page } from '@aiflow/sdk/internal/api/server'
import type { PageRequest } from '../../reads/page-request.ts'
import type { FoundTaskExecution, TaskExecutionSearch } from '../../reads/task-reads.ts'
import type { SqliteConnection } from '../file/connection.ts'
import { encodeCursor, numberOfCursor } from '../rows/page.ts'
import { takeTaskExecutions } from './list-task-executions.ts'

/** The maximum number examined for one page. If a filter matches few of them, the page is short, and `next` continues. */
const LOOKED_AT = 5000

const LIVING = 'INDEXED BY task_executions_living WHERE end_time IS NULL'
const FAILED = "INDEXED BY task_executions_failed WHERE status = 'FAILED'"

/** Searches all executions, newest first. */
export function findTaskExecutions(
  connection: SqliteConnection,
  { state, namespace, workflow }: TaskExecutionSearch,
  page: PageRequest,
): Page<FoundTaskExecution> {
  const select = `
    SELECT task.id, execution.namespace, execution.workflow_name AS workflowName
    FROM (
      SELECT id, workflow_execution_id FROM task_executions ${state === 'living' ? LIVING : FAILED}
      AND id < ? ORDER BY id DESC LIMIT ${LOOKED_AT}
    ) AS task JOIN workflow_executions AS execution ON execution.id = task.workflow_execution_id`
  const looked = connection.all<FoundRow>(select, numberOfCursor(page.cursor))
  const found = looked
    .filter((row) => namespace === undefined || row.namespace === namespace)
    .filter((row) => workflow === undefined || row.workflowName === workflow)
    .sort((a, b) => b.id - a.id)
  const wanted = found.slice(0, page.limit)
  const places = new Map(wanted.map((place) => [place.id, place]))
  const { taken, isFull } = takeTaskExecutions(connection, [...places.keys()])
  const items = taken.flatMap((row) => {
    const place = places.get(row.id)
    return place === undefined ? [] : [{ ...row, namespace: place.namespace, workflowName: place.workflowName }]
  })
  if (isFull) return { items, next: cursorOf(taken) }
  if (found.length > page.limit) return { items, next: cursorOf(wanted) }
  return { items, next: looked.length === LOOKED_AT ? cursorOf(looked.toSorted((a, b) => b.id - a.id)) : null }
}

/** Continues after the last row. */
function cursorOf(rows: readonly { readonly id: number }[]): string {
  return encodeCursor([rows.at(-1)?.id ?? 0])
}

interface FoundRow {
  readonly id: number
  readonly namespace: string
  readonly workflowName: string
}
