import type { SqliteTable } from '../commit/sqlite-table.ts'
import type { SqliteConnection } from '../file/connection.ts'
import { writeProducerKeys } from '../tables/producer-keys.ts'

const INSERT = `
INSERT INTO events (
  offset, kind, namespace, key, value, sender, context, workflow_execution_id, create_time, cause_offset, depth,
  idempotency_key, principal
) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

/** Selects a `StoredEvent` from `events`. */
export const EVENT_COLUMNS = `
  offset, kind, namespace, key, value, sender, context, workflow_execution_id AS workflowExecutionId,
  create_time AS createTime, cause_offset AS causeOffset, depth, idempotency_key AS idempotencyKey, principal`

/** The offsets of what the event `?1` caused. In two parts, since only events that came much later are in the index. */
export const CAUSED_OFFSETS = `
SELECT offset FROM events WHERE cause_offset = ?1 AND offset > ?1 AND offset <= ?1 + 256
UNION ALL
SELECT offset FROM events INDEXED BY events_by_late_cause WHERE cause_offset = ?1 AND cause_offset < offset - 256`

// Two subqueries, since SQLite uses the index for a minimum or maximum only if nothing else is selected.
const BOUNDS = 'SELECT (SELECT min(offset) FROM events) AS first, (SELECT max(offset) FROM events) AS last'

// Binary search: create times never decrease.
const LAST_AT_OR_BEFORE = `
WITH RECURSIVE halving (low, high, found) AS (
  SELECT coalesce((SELECT min(offset) FROM events), 1), coalesce((SELECT max(offset) FROM events), 0), 0
  UNION ALL
  SELECT
    iif(middle.create_time <= ?1, middle.offset + 1, low),
    iif(middle.create_time <= ?1, high, (low + high) / 2 - 1),
    iif(middle.create_time <= ?1, middle.offset, found)
  FROM halving LEFT JOIN events AS middle ON middle.offset = (
    SELECT min(offset) FROM events WHERE offset >= (low + high) / 2
  )
  WHERE low <= high
)
SELECT found FROM halving WHERE low > high`

export const events: SqliteTable<'events'> = {
  /** Writes the producer keys of the events, too. */
  write(connection, rows, { events: blocks }) {
    const insert = connection.statement(INSERT)
    for (const event of rows) {
      blocks.note(connection, event)
      insert.run(
        event.offset,
        event.kind,
        event.namespace,
        event.key,
        event.value,
        event.sender,
        event.context,
        event.workflowExecutionId,
        event.createTime,
        event.causeOffset,
        event.depth,
        event.idempotencyKey,
        event.principal,
      )
    }
    writeProducerKeys(connection, rows)
  },
}

/** The first and the last offset in the log; if the log is empty, the last is less than the first. */
export function readBounds(connection: SqliteConnection): { first: number; last: number } {
  const bounds = connection.get<{ first: number | null; last: number | null }>(BOUNDS)
  return { first: bounds?.first ?? 1, last: bounds?.last ?? 0 }
}

/** The greatest offset whose create time is at or before a time, 0 if none. */
export function findOffsetOfTime(connection: SqliteConnection, timeMs: number): number {
  return connection.get<{ found: number }>(LAST_AT_OR_BEFORE, timeMs)?.found ?? 0
}
