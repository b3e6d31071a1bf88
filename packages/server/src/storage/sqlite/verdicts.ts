import type { Page } from '@aiflow/sdk/internal'
import type { VerdictRow } from '../rows.ts'
import type { LaneFilter, PageRequest } from '../storage.ts'
import type { SqliteConnection } from './connection.ts'
import { numberOfCursor, toPage } from './page.ts'

const INSERT = `
INSERT OR REPLACE INTO verdicts (
  id, event_offset, lane, task, rule, verdict, action, reason, result_id, create_time
) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

const SELECT = `
SELECT
  id, event_offset AS eventOffset, lane, task, rule, verdict, action, reason, result_id AS resultId,
  create_time AS createTime
FROM verdicts WHERE lane = ? AND id < ?`

const SELECT_PAGE = `${SELECT} ORDER BY id DESC LIMIT ?`
const SELECT_PAGE_OF_TASK = `${SELECT} AND task = ? ORDER BY id DESC LIMIT ?`

export function writeVerdicts(connection: SqliteConnection, rows: readonly VerdictRow[]): void {
  const insert = connection.statement(INSERT)
  for (const row of rows) {
    insert.run(
      row.id,
      row.eventOffset,
      row.lane,
      row.task,
      row.rule,
      row.verdict,
      row.action,
      row.reason,
      row.resultId,
      row.createTime,
    )
  }
}

export function listVerdicts(connection: SqliteConnection, filter: LaneFilter, page: PageRequest): Page<VerdictRow> {
  const before = numberOfCursor(page.cursor)
  const rows =
    filter.task === undefined
      ? connection.all<VerdictRow>(SELECT_PAGE, filter.lane, before, page.limit + 1)
      : connection.all<VerdictRow>(SELECT_PAGE_OF_TASK, filter.lane, before, filter.task, page.limit + 1)
  return toPage(
    rows.map((row) => ({ ...row })),
    page.limit,
    (row) => [row.id],
  )
}
