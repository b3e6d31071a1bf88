import type { Page } from '@aiflow/sdk/internal'
import type { FoundTaskExecution, PageRequest, TaskExecutionSearch } from '../storage.ts'
import type { SqliteConnection } from './connection.ts'
import { numberOfCursor, toPage } from './page.ts'
import { taskExecutionsById } from './task-executions.ts'

/** So many are looked at for one page: where a filter leaves hardly any, a page is short, and `next` leads on. */
const LOOKED_AT = 5000

const LIVING = 'INDEXED BY task_executions_living WHERE end_time IS NULL'
const FAILED = "INDEXED BY task_executions_failed WHERE status = 'FAILED'"

/** Over all executions, newest first. */
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
  const { items, next } = toPage(found.slice(0, page.limit + 1), page.limit, (row) => [row.id])
  const last = looked.reduce((least, { id }) => Math.min(least, id), Number.MAX_SAFE_INTEGER)
  const isCut = next === null && looked.length === LOOKED_AT
  const rows = taskExecutionsById(
    connection,
    items.map(({ id }) => id),
  )
  return {
    items: items.flatMap(({ id, namespace, workflowName }) => {
      const row = rows.get(id)
      return row === undefined ? [] : [{ ...row, namespace, workflowName }]
    }),
    next: isCut ? toPage([{ id: last }, { id: last }], 1, (row) => [row.id]).next : next,
  }
}

interface FoundRow {
  readonly id: number
  readonly namespace: string
  readonly workflowName: string
}
