import type { Page } from '@aiflow/sdk/internal/api/server'
import type { LaneId } from '../../../model/lane-id.ts'
import type { PageRequest } from '../../reads/page-request.ts'
import type { LaneFilter, VerdictsOfEvent, VerdictsOfRule } from '../../reads/verdict-reads.ts'
import type { VerdictRow } from '../../rows.ts'
import type { SqliteTable } from '../commit/sqlite-table.ts'
import { CAUSED_OFFSETS } from '../events/events.ts'
import type { SqliteConnection } from '../file/connection.ts'
import { asItems, numberOfCursor, toPage } from '../rows/page.ts'
import { verdictsBeside } from './verdict-blocks.ts'
import { ID_BLOCK_SIZE, type RawVerdict, toStreaks, toVerdicts } from './verdict-streaks.ts'

const INSERT = `
INSERT INTO verdicts (
  id, event_offset, lane, task, rule, verdict, action, reason, result_id, saw, others, create_time
) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

const COLUMNS = `
  id, event_offset AS eventOffset, lane, task, rule, verdict, action, reason, result_id AS resultId, saw, others,
  create_time AS createTime`
const SELECT = `SELECT ${COLUMNS} FROM verdicts`

const SELECT_OF_LANE = `${SELECT} WHERE lane = ?1 AND (?2 IS NULL OR task = ?2)`
const SELECT_NEWEST = `${SELECT_OF_LANE} AND id < ?3 ORDER BY id DESC`
const SELECT_STREAKS_OF_IDS = `${SELECT_OF_LANE} AND id BETWEEN ?3 AND ?4 AND others IS NOT NULL`

const ASKED = 'SELECT value AS offset FROM json_each(?1)'
const BESIDE = `SELECT ${COLUMNS} FROM ${verdictsBeside(ASKED)} WHERE (?2 IS NULL OR lane = ?2)`
const SELECT_SINGLE = `${BESIDE} AND others IS NULL AND event_offset IN (${ASKED}) ORDER BY id LIMIT ?3`
const SELECT_STREAKS = `${BESIDE} AND others IS NOT NULL`

const OFFSETS_OF_STEP = `SELECT offset FROM (${CAUSED_OFFSETS}) ORDER BY offset LIMIT ?2`

// A rule of a busy lane may have decided long ago, so at most 5000 rows of its lane are searched.
const SELECT_OF_RULE = `
SELECT * FROM (${SELECT} WHERE lane = ?1 AND event_offset < ?2 ORDER BY id DESC LIMIT 5000)
WHERE task IS ?3 AND rule = ?4 ORDER BY id DESC LIMIT ?5`

interface VerdictsOn {
  readonly offsets: readonly number[]
  readonly lane?: LaneId | undefined
  readonly limit: number
}

export const verdicts: SqliteTable<'verdicts'> = {
  write(connection, rows, { verdicts: blocks }) {
    const insert = connection.statement(INSERT)
    for (const streak of toStreaks(rows)) {
      const { first, others } = streak
      blocks.note(connection, streak)
      insert.run(
        first.id,
        first.eventOffset,
        first.lane,
        first.task,
        first.rule,
        first.verdict,
        first.action,
        first.reason,
        first.resultId,
        first.saw === null ? null : JSON.stringify(first.saw),
        others.length === 0 ? null : JSON.stringify(others),
        first.createTime,
      )
    }
  },
}

export function listVerdicts(connection: SqliteConnection, filter: LaneFilter, page: PageRequest): Page<VerdictRow> {
  const { lane, task = null } = filter
  const before = numberOfCursor(page.cursor)
  const found: VerdictRow[] = []
  const take = (row: RawVerdict) => found.push(...toVerdicts(row).filter(({ id }) => id < before))
  for (const row of connection.iterate<RawVerdict>(SELECT_NEWEST, lane, task, before)) {
    if (found.length > page.limit) {
      // Streaks that began earlier may contain verdicts of this page, but only streaks of the same block.
      const begin = row.id - (row.id % ID_BLOCK_SIZE)
      connection.all<RawVerdict>(SELECT_STREAKS_OF_IDS, lane, task, begin, row.id).forEach(take)
      break
    }
    take(row)
  }
  return toPage(found.sort(byId).reverse(), {
    limit: page.limit,
    reader: asItems<VerdictRow>(),
    keyOf: (row) => [row.id],
  })
}

/** What rules decided about one event, in the order they were asked. */
export function listVerdictsOfEvent(
  connection: SqliteConnection,
  { offset, lane, limit }: VerdictsOfEvent,
): VerdictRow[] {
  return listVerdictsOn(connection, { offsets: [offset], lane, limit })
}

export function listVerdictsOfStep(connection: SqliteConnection, offset: number, limit: number): VerdictRow[] {
  const caused = connection.all<{ offset: number }>(OFFSETS_OF_STEP, offset, limit)
  return listVerdictsOn(connection, { offsets: [offset, ...caused.map((row) => row.offset)], limit })
}

/** Newest first. */
export function listVerdictsOfRule(connection: SqliteConnection, of: VerdictsOfRule): VerdictRow[] {
  const { lane, task, rule, beforeOffset = Number.MAX_SAFE_INTEGER, limit } = of
  return connection
    .all<RawVerdict>(SELECT_OF_RULE, lane, beforeOffset, task, rule, limit)
    .flatMap((row) => toVerdicts(row).reverse())
    .filter(({ eventOffset }) => eventOffset < beforeOffset)
    .slice(0, limit)
}

function listVerdictsOn(connection: SqliteConnection, { offsets, lane, limit }: VerdictsOn): VerdictRow[] {
  const asked = JSON.stringify(offsets)
  const single = connection.all<RawVerdict>(SELECT_SINGLE, asked, lane ?? null, limit)
  const streaks = connection.all<RawVerdict>(SELECT_STREAKS, asked, lane ?? null)
  const isAsked = new Set(offsets)
  const found = [...single, ...streaks].flatMap(toVerdicts).filter(({ eventOffset }) => isAsked.has(eventOffset))
  return found.sort(byId).slice(0, limit)
}

function byId(a: VerdictRow, b: VerdictRow): number {
  return a.id - b.id
}
