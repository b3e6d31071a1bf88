import { type LaneId, WORKFLOW_LANES } from '../../../model/lane-id.ts'
import { EMPTY_INBOX, type InboxEntry, type InboxImage } from '../../image.ts'
import type { InboxBacklog } from '../../reads/lane-reads.ts'
import type { StoredEvent } from '../../rows.ts'
import type { SqliteTable } from '../commit/sqlite-table.ts'
import { EVENT_COLUMNS } from '../events/events.ts'
import type { SqliteConnection } from '../file/connection.ts'
import type { TellUnreadable } from '../rows/row-reader.ts'

const MAX_HEAD = 256
const MAX_HEAD_CHARACTERS = 4 * 1024 * 1024

const INSERT =
  'INSERT INTO inbox (lane, event_offset, code_only, request_id) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING'

const DELETE = 'DELETE FROM inbox WHERE lane = ? AND event_offset = ? AND code_only = ?'

const SELECT = `
SELECT lane, code_only AS codeOnly, request_id AS requestId, ${EVENT_COLUMNS}
FROM inbox JOIN events ON offset = event_offset`

const SELECT_OF_LANE = `${SELECT} WHERE lane = ? AND code_only IN (0, 1) ORDER BY event_offset LIMIT ?`

const SELECT_WORKFLOWS = `SELECT DISTINCT lane FROM inbox WHERE lane > '${WORKFLOW_LANES.after}' AND lane < '${WORKFLOW_LANES.before}'`

const SELECT_FILLED = 'SELECT DISTINCT lane FROM inbox WHERE lane IN (SELECT value FROM json_each(?))'

// The value of a request may be long, and is needed only if it retries a dead letter.
const SELECT_REQUESTS = `
SELECT offset, kind, key, CASE WHEN key = 'aiflow/control/retryDeadLetter' THEN value END AS value
FROM inbox JOIN events ON offset = event_offset WHERE lane = ? AND kind = 'control'`

const CLEAR = 'DELETE FROM inbox WHERE lane = ?'

// A row whose offset or flag is out of range cannot be judged.
const IS_SOUND = 'event_offset <= 9007199254740991 AND code_only IN (0, 1)'

const COUNT = `SELECT count(*) AS count FROM inbox WHERE lane = ? AND ${IS_SOUND}`

const SELECT_UNSOUND = `SELECT lane, event_offset AS offset FROM inbox WHERE NOT (${IS_SOUND})`

const SELECT_OFFSETS = 'SELECT event_offset AS offset FROM inbox WHERE lane = ? ORDER BY event_offset LIMIT ?'

type RawEntry = StoredEvent & { readonly lane: LaneId; readonly codeOnly: number; readonly requestId: string | null }

export const inbox: SqliteTable<'inbox'> = {
  /** Adds before it removes, so that a row that is added and removed in one commit is gone after it. */
  write(connection, { cleared = [], added = [], removed = [] }) {
    for (const lane of cleared) connection.statement(CLEAR).run(lane)
    const insert = connection.statement(INSERT)
    for (const row of added) insert.run(row.lane, row.offset, Number(row.codeOnly), row.requestId ?? null)
    const remove = connection.statement(DELETE)
    for (const row of removed) remove.run(row.lane, row.offset, Number(row.codeOnly))
  },
}

/** The first events, as many as fit into memory, but at least one if there is any. */
export function readInboxHead(connection: SqliteConnection, lane: LaneId): InboxEntry[] {
  const entries: InboxEntry[] = []
  let characters = 0
  for (const row of connection.iterate<RawEntry>(SELECT_OF_LANE, lane, MAX_HEAD)) {
    const entry = toEntry(row)
    entries.push(entry)
    characters += (entry.event.value?.length ?? 0) + (entry.event.context?.length ?? 0)
    if (characters >= MAX_HEAD_CHARACTERS) break
  }
  return entries
}

function readInbox(connection: SqliteConnection, lane: LaneId): InboxImage {
  const entries = readInboxHead(connection, lane)
  if (entries.length === 0) return EMPTY_INBOX
  const length = connection.get<{ count: number }>(COUNT, lane)?.count ?? 0
  const requests = connection.all<InboxImage['requests'][number]>(SELECT_REQUESTS, lane)
  return { entries, length, requests }
}

/** Of some lanes, those whose inbox is not empty. */
export function readInboxesOf(connection: SqliteConnection, lanes: readonly LaneId[]): Map<LaneId, InboxImage> {
  const filled = connection.all<{ lane: LaneId }>(SELECT_FILLED, JSON.stringify(lanes))
  return new Map(filled.map(({ lane }) => [lane, readInbox(connection, lane)]))
}

/** The lanes that have rows which cannot be read. */
export function readUnsoundInboxes(connection: SqliteConnection, tell: TellUnreadable): ReadonlySet<LaneId> {
  const rows = connection.all<{ lane: LaneId; offset: number }>(SELECT_UNSOUND)
  for (const { lane, offset } of rows)
    tell({ table: 'inbox', key: `${lane} ${offset}`, reason: 'a number in it is too large' })
  return new Set(rows.map(({ lane }) => lane))
}

export function readInboxesOfWorkflows(connection: SqliteConnection): Map<LaneId, InboxImage> {
  const lanes = connection.all<{ lane: LaneId }>(SELECT_WORKFLOWS)
  return new Map(lanes.map(({ lane }) => [lane, readInbox(connection, lane)]))
}

function toEntry({ lane, codeOnly, requestId, ...event }: RawEntry): InboxEntry {
  const known = requestId === null ? {} : { requestId }
  return { lane, offset: event.offset, codeOnly: codeOnly === 1, ...known, event: { ...event, ...known } }
}

export function readInboxBacklog(connection: SqliteConnection, lane: LaneId, limit: number): InboxBacklog {
  const count = connection.get<{ count: number }>(COUNT, lane)?.count ?? 0
  const rows = count === 0 ? [] : connection.all<{ offset: number }>(SELECT_OFFSETS, lane, limit)
  return { count, offsets: rows.map(({ offset }) => offset) }
}
