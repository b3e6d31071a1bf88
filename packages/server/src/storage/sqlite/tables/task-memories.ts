import type { Page } from '@aiflow/sdk/internal/api/server'
import type { NamedValue } from '../../reads/lane-reads.ts'
import type { PageRequest } from '../../reads/page-request.ts'
import type { TaskMemoryRow } from '../../rows.ts'
import type { SqliteTable } from '../commit/sqlite-table.ts'
import type { SqliteConnection } from '../file/connection.ts'
import { fromJson, type RawRow } from '../rows/json-column.ts'
import { nameOfCursor, toPage } from '../rows/page.ts'
import { RowReader, refuseUnreadable } from '../rows/row-reader.ts'

const UPSERT = `
INSERT INTO task_memories (workflow_execution_id, task_name, last_output) VALUES (?, ?, ?)
ON CONFLICT (workflow_execution_id, task_name) DO UPDATE SET last_output = excluded.last_output`

const SELECT = `
SELECT
  workflow_execution_id AS workflowExecutionId, task_name AS taskName, last_output AS lastOutput
FROM task_memories WHERE workflow_execution_id IN (SELECT value FROM json_each(?)) ORDER BY task_name`

const SELECT_OUTPUTS = `
SELECT task_name AS name, last_output AS value FROM task_memories
WHERE workflow_execution_id = ? AND last_output <> 'null' AND task_name > ? ORDER BY task_name LIMIT ?`

type RawTaskMemory = RawRow<TaskMemoryRow, 'lastOutput'>

const reader = new RowReader<RawTaskMemory, TaskMemoryRow>({
  table: 'task_memories',
  keyOf: ({ workflowExecutionId, taskName }) => `${workflowExecutionId}/${taskName}`,
  toItem: toTaskMemory,
})

const named = new RowReader<RawRow<NamedValue, 'value'>, NamedValue>({
  table: 'task_memories',
  keyOf: ({ name }) => name,
  toItem: ({ name, value }) => ({ name, value: fromJson(value) }),
})

export const taskMemories: SqliteTable<'taskMemories'> = {
  write(connection, { set = [] }) {
    const upsert = connection.statement(UPSERT)
    for (const { workflowExecutionId, taskName, lastOutput } of set) {
      upsert.run(workflowExecutionId, taskName, JSON.stringify(lastOutput))
    }
  },
}

export function readTaskMemories(connection: SqliteConnection, workflowExecutionId: number): TaskMemoryRow[] {
  return reader.readAll(connection.all<RawTaskMemory>(SELECT, JSON.stringify([workflowExecutionId])))
}

/** Those of several executions. What it returns throws `ROW_UNREADABLE`. */
export function readTaskMemoriesOf(
  connection: SqliteConnection,
  executionIds: readonly number[],
): (executionId: number) => TaskMemoryRow[] {
  const rows = connection.all<RawTaskMemory>(SELECT, JSON.stringify(executionIds))
  const byExecution = Map.groupBy(rows, ({ workflowExecutionId }) => workflowExecutionId)
  return (executionId) => reader.readExact(byExecution.get(executionId) ?? [], refuseUnreadable)
}

export function listOutputs(
  connection: SqliteConnection,
  workflowExecutionId: number,
  { limit, cursor }: PageRequest,
): Page<NamedValue> {
  const after = nameOfCursor(cursor)
  const rows = connection.iterate<RawRow<NamedValue, 'value'>>(SELECT_OUTPUTS, workflowExecutionId, after, limit + 1)
  return toPage(rows, { limit, reader: named, keyOf: ({ name }) => [name] })
}

function toTaskMemory(row: RawTaskMemory): TaskMemoryRow {
  return { ...row, lastOutput: fromJson(row.lastOutput) }
}
