import type { Page } from '@aiflow/sdk/internal'
import type { DeadLetterRow } from '../rows.ts'
import type { DeadLetterPageRequest } from '../storage.ts'
import type { SqliteConnection } from './connection.ts'
import { numberOfCursor, toPage } from './page.ts'

const INSERT = `
INSERT OR REPLACE INTO dead_letters (
  id, source, namespace, event_offset, workflow_execution_id, workflow_name, task, rule, error, create_time
) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

const SELECT_PAGE = `
SELECT
  id, source, namespace, event_offset AS eventOffset, workflow_execution_id AS workflowExecutionId,
  workflow_name AS workflowName, task, rule, error, create_time AS createTime
FROM dead_letters WHERE id < ? AND (? IS NULL OR namespace = ?) ORDER BY id DESC LIMIT ?`

export function writeDeadLetters(connection: SqliteConnection, rows: readonly DeadLetterRow[]): void {
  for (const row of rows) {
    connection
      .statement(INSERT)
      .run(
        row.id,
        row.source,
        row.namespace,
        row.eventOffset,
        row.workflowExecutionId,
        row.workflowName,
        row.task,
        row.rule,
        row.error,
        row.createTime,
      )
  }
}

export function listDeadLetters(connection: SqliteConnection, page: DeadLetterPageRequest): Page<DeadLetterRow> {
  const { namespace = null } = page
  const bounds = [numberOfCursor(page.cursor), namespace, namespace, page.limit + 1]
  const rows = connection.all<DeadLetterRow>(SELECT_PAGE, ...bounds)
  return toPage(
    rows.map((row) => ({ ...row })),
    page.limit,
    (row) => [row.id],
  )
}
