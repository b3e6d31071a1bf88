import type { InboxRow, LaneId, StoredEvent } from '../rows.ts'
import type { InboxEntry } from '../storage.ts'
import type { SqliteConnection } from './connection.ts'
import { EVENT_COLUMNS } from './events.ts'

const INSERT = 'INSERT INTO inbox (lane, event_offset, code_only) VALUES (?, ?, ?) ON CONFLICT DO NOTHING'

const DELETE = 'DELETE FROM inbox WHERE lane = ? AND event_offset = ? AND code_only = ?'

const SELECT = `SELECT lane, code_only AS codeOnly, ${EVENT_COLUMNS} FROM inbox JOIN events ON offset = event_offset`

const SELECT_OF_LANE = `${SELECT} WHERE lane = ? ORDER BY event_offset`

const SELECT_OF_WORKFLOWS = `${SELECT} WHERE lane > 'workflow:' AND lane < 'workflow;' ORDER BY lane, event_offset`

type RawEntry = StoredEvent & { readonly lane: LaneId; readonly codeOnly: number }

/** Adds first, so that a row that is added and removed in one commit is gone after it. */
export function writeInbox(
  connection: SqliteConnection,
  added: readonly InboxRow[],
  removed: readonly InboxRow[],
): void {
  const insert = connection.statement(INSERT)
  for (const row of added) insert.run(row.lane, row.offset, Number(row.codeOnly))
  const remove = connection.statement(DELETE)
  for (const row of removed) remove.run(row.lane, row.offset, Number(row.codeOnly))
}

export function readInbox(connection: SqliteConnection, lane: LaneId): InboxEntry[] {
  return connection.all<RawEntry>(SELECT_OF_LANE, lane).map(toEntry)
}

export function readInboxOfWorkflows(connection: SqliteConnection): InboxEntry[] {
  return connection.all<RawEntry>(SELECT_OF_WORKFLOWS).map(toEntry)
}

function toEntry({ lane, codeOnly, ...event }: RawEntry): InboxEntry {
  return { lane, offset: event.offset, codeOnly: codeOnly === 1, event }
}
