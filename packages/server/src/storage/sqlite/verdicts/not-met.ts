import type { LaneFilter } from '../../reads/verdict-reads.ts'
import type { NotMetRow } from '../../rows.ts'
import type { SqliteTable } from '../commit/sqlite-table.ts'
import type { SqliteConnection } from '../file/connection.ts'
import { PageRoom, takeRows } from '../rows/page.ts'

// A key column cannot be null; no task has an empty name.
const ADD = `
INSERT INTO not_met (lane, task, rule, count, last_offset, reason) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (lane, task, rule) DO UPDATE SET
  count = count + excluded.count, last_offset = excluded.last_offset, reason = excluded.reason`

const SELECT = `
SELECT lane, nullif(task, '') AS task, rule, count, last_offset AS lastOffset, reason
FROM not_met WHERE lane = ?`

const SELECT_OF_LANE = `${SELECT} ORDER BY task, rule`
const SELECT_OF_TASK = `${SELECT} AND not_met.task = ? ORDER BY rule`

export const notMet: SqliteTable<'notMet'> = {
  write(connection, rows) {
    const add = connection.statement(ADD)
    for (const row of rows) add.run(row.lane, row.task ?? '', row.rule, row.count, row.lastOffset, row.reason)
  },
}

/** As many rows as fit into `maxCharacters`. */
export function listNotMet(
  connection: SqliteConnection,
  { lane, task }: LaneFilter,
  maxCharacters = Number.POSITIVE_INFINITY,
): NotMetRow[] {
  const rows =
    task === undefined
      ? connection.iterate<NotMetRow>(SELECT_OF_LANE, lane)
      : connection.iterate<NotMetRow>(SELECT_OF_TASK, lane, task)
  return takeRows(rows, new PageRoom(maxCharacters)).taken.map((row) => ({ ...row }))
}
