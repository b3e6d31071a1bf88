import type { Page } from '@aiflow/sdk/internal'
import type { VerdictRow } from '../rows.ts'
import type { LaneFilter, PageRequest, VerdictsOfEvent, VerdictsOfRule } from '../storage.ts'
import type { SqliteConnection } from './connection.ts'
import { BLOCK_SIZE } from './event-blocks.ts'
import { CAUSED_OFFSETS } from './events.ts'
import { numberOfCursor, toPage } from './page.ts'
import { ID_BLOCK_SIZE, type RawVerdict, toStreaks, toVerdicts } from './verdict-streaks.ts'

const INSERT = `
INSERT INTO verdicts (
  id, event_offset, lane, task, rule, verdict, action, reason, result_id, saw, others, create_time
) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

const SELECT = `
SELECT
  id, event_offset AS eventOffset, lane, task, rule, verdict, action, reason, result_id AS resultId, saw, others,
  create_time AS createTime
FROM verdicts`

const SELECT_OF_LANE = `${SELECT} WHERE lane = ?1 AND (?2 IS NULL OR task = ?2)`
const SELECT_NEWEST = `${SELECT_OF_LANE} AND id < ?3 ORDER BY id DESC`
const SELECT_STREAKS_OF_IDS = `${SELECT_OF_LANE} AND id BETWEEN ?3 AND ?4 AND others IS NOT NULL`

const IN_LANE = '(?2 IS NULL OR lane = ?2)'
const SELECT_OF_EVENT = `
${SELECT} WHERE event_offset = ?1 AND others IS NULL AND ${IN_LANE} ORDER BY id LIMIT ?3`
const SELECT_STREAKS_OF_EVENT = `
${SELECT} WHERE event_offset / ${BLOCK_SIZE} = ?1 AND others IS NOT NULL AND ${IN_LANE}`

const OFFSETS_OF_STEP = `
SELECT CAST(?1 AS INTEGER) AS offset UNION ALL SELECT offset FROM (${CAUSED_OFFSETS} ORDER BY offset LIMIT ?2)`
const SELECT_OF_STEP = `
${SELECT} WHERE event_offset IN (${OFFSETS_OF_STEP}) AND others IS NULL ORDER BY id LIMIT ?2`
const SELECT_STREAKS_OF_STEP = `
${SELECT} WHERE event_offset / ${BLOCK_SIZE} IN (SELECT offset / ${BLOCK_SIZE} FROM (${OFFSETS_OF_STEP}))
  AND others IS NOT NULL`

// A rule of a busy lane may have decided long ago: no further back than this many rows of its lane.
const SELECT_OF_RULE = `
SELECT * FROM (${SELECT} WHERE lane = ?1 AND event_offset < ?2 ORDER BY id DESC LIMIT 5000)
WHERE task IS ?3 AND rule = ?4 ORDER BY id DESC LIMIT ?5`

export function writeVerdicts(connection: SqliteConnection, rows: readonly VerdictRow[]): void {
  const insert = connection.statement(INSERT)
  for (const { first, others } of toStreaks(rows)) {
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
}

export function listVerdicts(connection: SqliteConnection, filter: LaneFilter, page: PageRequest): Page<VerdictRow> {
  const { lane, task = null } = filter
  const before = numberOfCursor(page.cursor)
  const found: VerdictRow[] = []
  const take = (row: RawVerdict) => found.push(...toVerdicts(row).filter(({ id }) => id < before))
  for (const row of connection.iterate<RawVerdict>(SELECT_NEWEST, lane, task, before)) {
    if (found.length > page.limit) {
      // What began earlier may reach among what was found, from the same block only.
      const begin = row.id - (row.id % ID_BLOCK_SIZE)
      connection.all<RawVerdict>(SELECT_STREAKS_OF_IDS, lane, task, begin, row.id).forEach(take)
      break
    }
    take(row)
  }
  return toPage(found.sort(byId).reverse(), page.limit, (row) => [row.id])
}

/** What rules made of one event, in the order they were asked. */
export function listVerdictsOfEvent(
  connection: SqliteConnection,
  { offset, lane, limit }: VerdictsOfEvent,
): VerdictRow[] {
  const single = connection.all<RawVerdict>(SELECT_OF_EVENT, offset, lane ?? null, limit)
  const streaks = connection.all<RawVerdict>(SELECT_STREAKS_OF_EVENT, Math.floor(offset / BLOCK_SIZE), lane ?? null)
  return onEvents(new Set([offset]), [...single, ...streaks], limit)
}

export function listVerdictsOfStep(connection: SqliteConnection, offset: number, limit: number): VerdictRow[] {
  const offsets = connection.all<{ offset: number }>(OFFSETS_OF_STEP, offset, limit)
  const single = connection.all<RawVerdict>(SELECT_OF_STEP, offset, limit)
  const streaks = connection.all<RawVerdict>(SELECT_STREAKS_OF_STEP, offset, limit)
  return onEvents(new Set(offsets.map((row) => row.offset)), [...single, ...streaks], limit)
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

function onEvents(offsets: ReadonlySet<number>, rows: readonly RawVerdict[], limit: number): VerdictRow[] {
  const found = rows.flatMap(toVerdicts).filter(({ eventOffset }) => offsets.has(eventOffset))
  return found.sort(byId).slice(0, limit)
}

function byId(a: VerdictRow, b: VerdictRow): number {
  return a.id - b.id
}
