import type { DeadLetter } from '@aiflow/sdk/internal/api/events'
import type { Page } from '@aiflow/sdk/internal/api/server'
import type { DeadLetterPageRequest } from '../../reads/dead-letter-reads.ts'
import type { DeadLetterRow } from '../../rows.ts'
import type { SqliteTable } from '../commit/sqlite-table.ts'
import type { SqliteConnection } from '../file/connection.ts'
import { fromJson, type RawRow } from '../rows/json-column.ts'
import { asItems, numberOfCursor, toPage } from '../rows/page.ts'
import { RowReader } from '../rows/row-reader.ts'

const INSERT = `
INSERT OR REPLACE INTO dead_letters (
  id, source, namespace, event_offset, workflow_execution_id, workflow_name, task, rule, error, create_time, tries,
  last_try_time, retry_offset, context
) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

const UPDATE = 'UPDATE dead_letters SET error = ?, tries = ?, last_try_time = ?, retry_offset = ? WHERE id = ?'

const DELETE = 'DELETE FROM dead_letters WHERE id = ?'

/** Selects a `DeadLetter` from `dead_letters`. */
export const DEAD_LETTER_COLUMNS = `
  id, source, namespace, event_offset AS eventOffset, workflow_execution_id AS workflowExecutionId,
  workflow_name AS workflowName, task, rule, error, create_time AS createTime, tries, last_try_time AS lastTryTime,
  retry_offset AS retryOffset`

const SELECT_PAGE = `
SELECT ${DEAD_LETTER_COLUMNS} FROM dead_letters
WHERE id < ?1
  AND (?2 IS NULL OR namespace = ?2)
  AND (?3 IS NULL OR workflow_name = ?3)
  AND (?4 IS NULL OR workflow_execution_id = ?4)
  AND (?5 IS NULL OR task = ?5)
  AND (?6 IS NULL OR rule = ?6)
ORDER BY id DESC LIMIT ?7`

const SELECT_ONE = `SELECT ${DEAD_LETTER_COLUMNS}, context FROM dead_letters WHERE id = ?`

const SELECT_UNDER_WAY = `
SELECT id FROM dead_letters WHERE id IN (SELECT value FROM json_each(?)) AND retry_offset IS NOT NULL`

const COUNT = 'SELECT count(*) AS count FROM dead_letters'
const COUNT_SOME = 'SELECT count(*) AS count FROM (SELECT 1 FROM dead_letters LIMIT ?)'

const reader = new RowReader<RawRow<DeadLetterRow, 'context'>, DeadLetterRow>({
  table: 'dead_letters',
  keyOf: ({ id }) => id,
  toItem: (row) => ({ ...row, context: fromJson(row.context) }),
})

export const deadLetters: SqliteTable<'deadLetters'> = {
  write(connection, { added = [], tried = [], deleted = [] }) {
    for (const row of added) insertDeadLetter(connection, row)
    for (const { id, error, tries, lastTryTime, retryOffset } of tried) {
      connection.statement(UPDATE).run(error, tries, lastTryTime, retryOffset, id)
    }
    for (const id of deleted) connection.statement(DELETE).run(id)
  },
}

export function listDeadLetters(connection: SqliteConnection, page: DeadLetterPageRequest): Page<DeadLetter> {
  const { namespace = null, workflow = null, workflowExecutionId = null, task = null, rule = null } = page
  const filter = [namespace, workflow, workflowExecutionId, task, rule]
  const rows = connection.iterate<DeadLetter>(SELECT_PAGE, numberOfCursor(page.cursor), ...filter, page.limit + 1)
  return toPage(rows, { limit: page.limit, reader: asItems<DeadLetter>(), keyOf: (row) => [row.id] })
}

export function findDeadLetter(connection: SqliteConnection, id: number): DeadLetterRow | null {
  const row = connection.get<RawRow<DeadLetterRow, 'context'>>(SELECT_ONE, id)
  return row === undefined ? null : reader.read(row)
}

export function findLettersUnderWay(connection: SqliteConnection, ids: readonly number[]): number[] {
  return connection.all<{ id: number }>(SELECT_UNDER_WAY, JSON.stringify(ids)).map(({ id }) => id)
}

export function countDeadLetters(connection: SqliteConnection): number {
  return connection.get<{ count: number }>(COUNT)?.count ?? 0
}

/** Null if there are more than `limit`. */
export function countDeadLettersUpTo(connection: SqliteConnection, limit: number): number | null {
  const count = connection.get<{ count: number }>(COUNT_SOME, limit + 1)?.count ?? 0
  return count > limit ? null : count
}

function insertDeadLetter(connection: SqliteConnection, row: DeadLetterRow): void {
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
      row.tries,
      row.lastTryTime,
      row.retryOffset,
      JSON.stringify(row.context),
    )
}
