import type { Page } from '@aiflow/sdk/internal/api/server'
import type { PageRequest } from '../../reads/page-request.ts'
import type { TaskExecutionFilter } from '../../reads/task-reads.ts'
import type { TaskExecutionRow } from '../../rows.ts'
import type { SqliteConnection } from '../file/connection.ts'
import { numberOfCursor, type TakenRows, takeRows, toPage } from '../rows/page.ts'
import { boundedColumns, boundedReader, type RawBounded } from './bounded-task-execution.ts'
import { MAX_LISTED_BYTES } from './bounded-trigger.ts'

const COLUMNS = boundedColumns(String(MAX_LISTED_BYTES))

const SELECT_THESE = `
SELECT ${COLUMNS} FROM task_executions WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id DESC`

const SELECT_PAGE = `
SELECT ${COLUMNS} FROM task_executions
WHERE workflow_execution_id = ? AND id < ? ORDER BY id DESC LIMIT ?`

const SELECT_PAGE_OF_TASK = `
SELECT ${COLUMNS} FROM task_executions
WHERE workflow_execution_id = ? AND task_name = ? AND sequence_number < ? ORDER BY sequence_number DESC LIMIT ?`

/** The task executions with these ids, newest first, as many as fit into a page. */
export function takeTaskExecutions(connection: SqliteConnection, ids: readonly number[]): TakenRows<TaskExecutionRow> {
  const { taken, isFull } = takeRows(connection.iterate<RawBounded>(SELECT_THESE, JSON.stringify(ids)))
  return { taken: boundedReader.readAll(taken), isFull }
}

/** The list of one task is paged by sequence number, which its index is ordered by; any other list by id. */
export function listTaskExecutions(
  connection: SqliteConnection,
  filter: TaskExecutionFilter,
  page: PageRequest,
): Page<TaskExecutionRow> {
  const { workflowExecutionId, task } = filter
  const before = numberOfCursor(page.cursor)
  const count = page.limit + 1
  if (task === undefined) {
    const rows = connection.iterate<RawBounded>(SELECT_PAGE, workflowExecutionId, before, count)
    return toPage(rows, { limit: page.limit, reader: boundedReader, keyOf: (row) => [row.id] })
  }
  const rows = connection.iterate<RawBounded>(SELECT_PAGE_OF_TASK, workflowExecutionId, task, before, count)
  return toPage(rows, { limit: page.limit, reader: boundedReader, keyOf: (row) => [row.sequenceNumber] })
}
