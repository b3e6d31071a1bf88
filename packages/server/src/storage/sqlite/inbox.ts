import type { InboxRow, LaneId, StoredEvent } from '../rows.ts'
import type { InboxBacklog, InboxEntry } from '../storage.ts'
import type { SqliteConnection } from './connection.ts'
import { EVENT_COLUMNS } from './events.ts'

const INSERT =
  'INSERT INTO inbox (lane, event_offset, code_only, request_id) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING'

const DELETE = 'DELETE FROM inbox WHERE lane = ? AND event_offset = ? AND code_only = ?'

const SELECT = `
SELECT lane, code_only AS codeOnly, request_id AS requestId, ${EVENT_COLUMNS}
FROM inbox JOIN events ON offset = event_offset`

const SELECT_OF_LANE = `${SELECT} WHERE lane = ? ORDER BY event_offset`

const SELECT_OF_WORKFLOWS = `${SELECT} WHERE lane > 'workflow:' AND lane < 'workflow;' ORDER BY lane, event_offset`

const COUNT = 'SELECT count(*) AS count FROM inbox WHERE lane = ?'

const SELECT_OFFSETS = 'SELECT event_offset AS offset FROM inbox WHERE lane = ? ORDER BY event_offset LIMIT ?'

type RawEntry = StoredEvent & { readonly lane: LaneId; readonly codeOnly: number; readonly requestId: string | null }

/** Adds first, so that a row that is added and removed in one commit is gone after it. */
export function writeInbox(
  connection: SqliteConnection,
  added: readonly InboxRow[],
  removed: readonly InboxRow[],
): void {
  const insert = connection.statement(INSERT)
  for (const row of added) insert.run(row.lane, row.offset, Number(row.codeOnly), row.requestId ?? null)
  const remove = connection.statement(DELETE)
  for (const row of removed) remove.run(row.lane, row.offset, Number(row.codeOnly))
}

export function readInbox(connection: SqliteConnection, lane: LaneId): InboxEntry[] {
  return connection.all<RawEntry>(SELECT_OF_LANE, lane).map(toEntry)
}

export function readInboxOfWorkflows(connection: SqliteConnection): InboxEntry[] {
  return connection.all<RawEntry>(SELECT_OF_WORKFLOWS).map(toEntry)
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
