import type { TaskStatus } from '@aiflow/sdk/internal/model'
import type { SweptAttempt } from '../../lookups.ts'
import type { TaskItemRow } from '../../rows.ts'
import type { SqliteTable } from '../commit/sqlite-table.ts'
import type { SqliteConnection } from '../file/connection.ts'
import { fromJson, fromNullableJson, type RawRow, toNullableJson } from '../rows/json-column.ts'
import { RowReader, refuseUnreadable } from '../rows/row-reader.ts'

const WRITE = `
INSERT INTO task_items (
  task_execution_id, item_index, workflow_execution_id, status, attempt_number, attempt_id, worker_id, boot_id, lost_attempts,
  forgiven_attempts, begin_time, end_time, retry_time, stop_phase, stop_error, outcome, handle, previous_attempts
) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (task_execution_id, item_index) DO UPDATE SET
  status = excluded.status, attempt_number = excluded.attempt_number, attempt_id = excluded.attempt_id,
  worker_id = excluded.worker_id, boot_id = excluded.boot_id, lost_attempts = excluded.lost_attempts,
  forgiven_attempts = excluded.forgiven_attempts, begin_time = excluded.begin_time, end_time = excluded.end_time,
  retry_time = excluded.retry_time, stop_phase = excluded.stop_phase, stop_error = excluded.stop_error,
  outcome = excluded.outcome, handle = excluded.handle, previous_attempts = excluded.previous_attempts`

const SMALL_COLUMNS = `
  task_execution_id AS taskExecutionId, item_index AS "index", workflow_execution_id AS workflowExecutionId, status,
  attempt_number AS attemptNumber, attempt_id AS attemptId, worker_id AS workerId, boot_id AS bootId,
  lost_attempts AS lostAttempts, forgiven_attempts AS forgivenAttempts, begin_time AS beginTime, end_time AS endTime,
  retry_time AS retryTime, stop_phase AS stopPhase, stop_error AS stopError, previous_attempts AS previousAttempts`
const COLUMNS = `${SMALL_COLUMNS}, outcome, handle`

const SELECT = `SELECT ${COLUMNS} FROM task_items WHERE task_execution_id = ? ORDER BY item_index`
const SELECT_ONE = `SELECT ${COLUMNS} FROM task_items WHERE task_execution_id = ? AND item_index = ?`

// A list leaves out outputs: there are thousands, of up to 1 MiB each.
const selectPage = (condition: string) => `
SELECT ${SMALL_COLUMNS}, iif(status = 'SUCCESS', NULL, outcome) AS outcome, NULL AS handle
FROM task_items WHERE task_execution_id = ? AND item_index > ? ${condition} ORDER BY item_index LIMIT ?`
const SELECT_PAGE = selectPage('')
const SELECT_PAGE_OF_STATUS = selectPage('AND status = ?')

const COUNT_BEGUN = 'SELECT ifnull(max(item_index) + 1, 0) AS begun FROM task_items WHERE task_execution_id = ?'

const DELETE = `
DELETE FROM task_items WHERE task_execution_id = CAST(?1 AS INTEGER) AND item_index IN (
  SELECT item_index FROM task_items WHERE task_execution_id = CAST(?1 AS INTEGER) LIMIT ?2
)
RETURNING attempt_id AS attemptId, worker_id AS workerId, previous_attempts AS previousAttempts`

export interface ItemsAfter {
  readonly taskExecutionId: number
  /** -1 for the first. */
  readonly after: number
  readonly status: TaskStatus | undefined
  readonly limit: number
}

type RawItem = RawRow<Omit<TaskItemRow, 'outcome' | 'handle'>, 'previousAttempts'> & {
  readonly outcome: string | null
  readonly handle: string | null
}

const reader = new RowReader<RawItem, TaskItemRow>({
  table: 'task_items',
  keyOf: ({ taskExecutionId, index }) => `${taskExecutionId}[${index}]`,
  toItem: toRow,
})

export const taskItems: SqliteTable<'taskItems'> = {
  write(connection, { set = [] }) {
    const statement = connection.statement(WRITE)
    for (const row of set) {
      statement.run(
        row.taskExecutionId,
        row.index,
        row.workflowExecutionId,
        row.status,
        row.attemptNumber,
        row.attemptId,
        row.workerId,
        row.bootId,
        row.lostAttempts,
        row.forgivenAttempts,
        row.beginTime,
        row.endTime,
        row.retryTime,
        row.stopPhase,
        row.stopError,
        toNullableJson(row.outcome),
        toNullableJson(row.handle),
        JSON.stringify(row.previousAttempts),
      )
    }
  },
}

/** All items of a task execution that have begun, in the order of the list. Throws `ROW_UNREADABLE`. */
export function readItems(connection: SqliteConnection, taskExecutionId: number): TaskItemRow[] {
  return reader.readExact(connection.all<RawItem>(SELECT, taskExecutionId), refuseUnreadable)
}

/** Null if it has not begun. */
export function findItem(connection: SqliteConnection, taskExecutionId: number, index: number): TaskItemRow | null {
  const row = connection.get<RawItem>(SELECT_ONE, taskExecutionId, index)
  return row === undefined ? null : reader.read(row)
}

/** How many items have begun: the first ones of the list. */
export function countBegun(connection: SqliteConnection, taskExecutionId: number): number {
  return connection.get<{ readonly begun: number }>(COUNT_BEGUN, taskExecutionId)?.begun ?? 0
}

/** Those that have begun, in the order of the list, after a place of it, without outputs and handles. */
export function readItemsAfter(
  connection: SqliteConnection,
  { taskExecutionId, after, status, limit }: ItemsAfter,
): TaskItemRow[] {
  const rows =
    status === undefined
      ? connection.all<RawItem>(SELECT_PAGE, taskExecutionId, after, limit)
      : connection.all<RawItem>(SELECT_PAGE_OF_STATUS, taskExecutionId, after, status, limit)
  return reader.readAll(rows)
}

/** Removes at most `limit` items of a task execution that is removed. Returns the attempts that they had, and how many they were. */
export function deleteItems(
  connection: SqliteConnection,
  taskExecutionId: number | string,
  limit: number,
): readonly RemovedItem[] {
  return connection.all<RemovedItem>(DELETE, taskExecutionId, limit)
}

/** A removed item, with the attempts that it had; the previous ones as JSON. */
export interface RemovedItem {
  readonly attemptId: SweptAttempt['attemptId'] | null
  readonly workerId: SweptAttempt['workerId'] | null
  readonly previousAttempts: string
}

function toRow({ outcome, handle, previousAttempts, ...row }: RawItem): TaskItemRow {
  return {
    ...row,
    outcome: fromNullableJson(outcome),
    handle: fromNullableJson(handle),
    previousAttempts: fromJson(previousAttempts),
  }
}
