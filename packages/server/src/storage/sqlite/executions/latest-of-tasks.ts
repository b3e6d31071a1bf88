import type { Page } from '@aiflow/sdk/internal/api/server'
import { MAX_PAGE_CHARACTERS } from '@aiflow/sdk/internal/limits'
import type { PageRequest } from '../../reads/page-request.ts'
import type { LatestOfTask, TasksOfExecution } from '../../reads/task-reads.ts'
import type { SqliteConnection } from '../file/connection.ts'
import { encodeCursor, numberOfCursor, takeRows } from '../rows/page.ts'
import { boundedColumns, boundedReader, type RawBounded } from './bounded-task-execution.ts'

/** Half of a page is shared equally among the tasks, for their large values. */
const SHARED_CHARACTERS = MAX_PAGE_CHARACTERS / 2

const SELECT = `
SELECT ${boundedColumns('?3')} FROM (SELECT key, value FROM json_each(?2)) AS named CROSS JOIN task_executions
WHERE
  workflow_execution_id = ?1 AND task_name = named.value AND sequence_number = (
    SELECT max(sequence_number) FROM task_executions WHERE workflow_execution_id = ?1 AND task_name = named.value
  )
ORDER BY named.key`

/** In the order of the given names; the cursor is a position among these. */
export function listLatestOfTasks(
  connection: SqliteConnection,
  { workflowExecutionId, tasks }: TasksOfExecution,
  { limit, cursor }: PageRequest,
): Page<LatestOfTask> {
  const begin = cursor === undefined ? 0 : numberOfCursor(cursor)
  const asked = tasks.slice(begin, begin + limit)
  const share = Math.floor(SHARED_CHARACTERS / Math.max(tasks.length, 1))
  const rows = connection.iterate<RawBounded>(SELECT, workflowExecutionId, JSON.stringify(asked), share)
  const { taken, isFull } = takeRows(rows)
  const latest = new Map(boundedReader.readAll(taken).map((row) => [row.taskName, row]))
  const told = isFull ? asked.slice(0, asked.indexOf(taken.at(-1)?.taskName ?? '') + 1) : asked
  const end = begin + told.length
  return {
    items: told.map((name) => ({ name, latest: latest.get(name) ?? null })),
    next: end < tasks.length ? encodeCursor([end]) : null,
  }
}
