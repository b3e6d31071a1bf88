import type { StoredEvent } from '../rows.ts'
import type { SqliteConnection } from './connection.ts'
import type { EventBlocks } from './event-blocks.ts'

const INSERT = `
INSERT INTO events (
  offset, kind, namespace, key, value, sender, context, workflow_execution_id, create_time, cause_offset, depth,
  idempotency_key, principal
) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

/** Selects a `StoredEvent` from `events`. */
export const EVENT_COLUMNS = `
  offset, kind, namespace, key, value, sender, context, workflow_execution_id AS workflowExecutionId,
  create_time AS createTime, cause_offset AS causeOffset, depth, idempotency_key AS idempotencyKey, principal`

/** Of what followed from the event `?1`. In two parts, since only what followed late is in the index. */
export const CAUSED_OFFSETS = `
SELECT offset FROM events WHERE cause_offset = ?1 AND offset > ?1 AND offset <= ?1 + 256
UNION ALL
SELECT offset FROM events INDEXED BY events_by_late_cause WHERE cause_offset = ?1 AND cause_offset < offset - 256`

// Apart from each other, since SQLite looks an extreme up only where it is the one thing selected.
const BOUNDS = 'SELECT (SELECT min(offset) FROM events) AS first, (SELECT max(offset) FROM events) AS last'

const AT_OR_AFTER = 'SELECT offset, create_time AS createTime FROM events WHERE offset >= ? ORDER BY offset LIMIT 1'

export function writeEvents(connection: SqliteConnection, events: readonly StoredEvent[], blocks: EventBlocks): void {
  const insert = connection.statement(INSERT)
  for (const event of events) {
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
}

/** The first and the last offset that the log holds; of an empty log the last one is before the first. */
export function readBounds(connection: SqliteConnection): { first: number; last: number } {
  const bounds = connection.get<{ first: number | null; last: number | null }>(BOUNDS)
  return { first: bounds?.first ?? 1, last: bounds?.last ?? 0 }
}

/** The greatest offset whose create time is at or before a time, by halving: a create time never goes back. */
export function findOffsetOfTime(connection: SqliteConnection, timeMs: number): number {
  const { first, last } = readBounds(connection)
  let low = first
  let high = last
  let found = 0
  while (low <= high) {
    const middle = Math.floor((low + high) / 2)
    const event = connection.get<{ offset: number; createTime: number }>(AT_OR_AFTER, middle)
    if (event !== undefined && event.createTime <= timeMs) {
      found = event.offset
      low = event.offset + 1
    } else {
      high = middle - 1
    }
  }
  return found
}
