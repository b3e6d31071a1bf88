import type { Page } from '@aiflow/sdk/internal'
import type { VerdictRow } from '../rows.ts'
import type { LaneFilter, PageRequest, VerdictsOfEvent, VerdictsOfRule } from '../storage.ts'
import type { SqliteConnection } from './connection.ts'
import { CAUSED_OFFSETS } from './events.ts'
import { fromNullableJson } from './json-column.ts'
import { numberOfCursor, toPage } from './page.ts'

type RawVerdict = Omit<VerdictRow, 'saw'> & { readonly saw: string | null }

const INSERT = `
INSERT OR REPLACE INTO verdicts (
  id, event_offset, lane, task, rule, verdict, action, reason, result_id, saw, create_time
) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

const COLUMNS = `
  id, event_offset AS eventOffset, lane, task, rule, verdict, action, reason, result_id AS resultId, saw,
  create_time AS createTime`

const SELECT = `SELECT ${COLUMNS} FROM verdicts WHERE lane = ? AND id < ?`
const SELECT_PAGE = `${SELECT} ORDER BY id DESC LIMIT ?`
const SELECT_PAGE_OF_TASK = `${SELECT} AND task = ? ORDER BY id DESC LIMIT ?`

const SELECT_OF_EVENT = `
SELECT ${COLUMNS} FROM verdicts WHERE event_offset = ?1 AND (?2 IS NULL OR lane = ?2) ORDER BY id LIMIT ?3`

const SELECT_OF_STEP = `
SELECT ${COLUMNS} FROM verdicts
WHERE event_offset = ?1 OR event_offset IN (SELECT offset FROM (${CAUSED_OFFSETS}) ORDER BY offset LIMIT ?2)
ORDER BY id LIMIT ?2`

// A rule of a busy lane may have decided long ago: no further back than this many verdicts of its lane.
const SELECT_OF_RULE = `
SELECT ${COLUMNS}
FROM (SELECT * FROM verdicts WHERE lane = ?1 AND event_offset < ?2 ORDER BY id DESC LIMIT 5000)
WHERE task IS ?3 AND rule = ?4 ORDER BY id DESC LIMIT ?5`

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
      row.saw === null ? null : JSON.stringify(row.saw),
      row.createTime,
    )
  }
}

export function listVerdicts(connection: SqliteConnection, filter: LaneFilter, page: PageRequest): Page<VerdictRow> {
  const before = numberOfCursor(page.cursor)
  const rows =
    filter.task === undefined
      ? connection.all<RawVerdict>(SELECT_PAGE, filter.lane, before, page.limit + 1)
      : connection.all<RawVerdict>(SELECT_PAGE_OF_TASK, filter.lane, before, filter.task, page.limit + 1)
  return toPage(rows.map(toVerdict), page.limit, (row) => [row.id])
}

/** What rules made of one event, in the order they were asked. */
export function listVerdictsOfEvent(
  connection: SqliteConnection,
  { offset, lane, limit }: VerdictsOfEvent,
): VerdictRow[] {
  return connection.all<RawVerdict>(SELECT_OF_EVENT, offset, lane ?? null, limit).map(toVerdict)
}

export function listVerdictsOfStep(connection: SqliteConnection, offset: number, limit: number): VerdictRow[] {
  return connection.all<RawVerdict>(SELECT_OF_STEP, offset, limit).map(toVerdict)
}

/** Newest first. */
export function listVerdictsOfRule(connection: SqliteConnection, of: VerdictsOfRule): VerdictRow[] {
  const { lane, task, rule, beforeOffset = Number.MAX_SAFE_INTEGER, limit } = of
  return connection.all<RawVerdict>(SELECT_OF_RULE, lane, beforeOffset, task, rule, limit).map(toVerdict)
}

function toVerdict(row: RawVerdict): VerdictRow {
  return { ...row, saw: fromNullableJson(row.saw) }
}
