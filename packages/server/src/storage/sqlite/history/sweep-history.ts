import type { HistoryBounds, HistorySlice, SweepPosition } from '../../history.ts'
import { sweepBlocks } from '../events/event-blocks.ts'
import { findOffsetOfTime } from '../events/events.ts'
import type { SqliteConnection } from '../file/connection.ts'
import { ReleasedValues, type UserOfValues } from '../tables/shared-values.ts'
import { deleteItemList } from '../tables/task-item-lists.ts'
import { deleteItems } from '../tables/task-items.ts'
import { sweepVerdictBlocks } from '../verdicts/verdict-blocks.ts'

/*
 * Old rows are removed oldest first, so that a slice reads little more than it removes. Two tables have no such order and
 * are walked by their keys: the producer keys, and the task executions of executions that never end.
 */

// An inbox may hold an old event while its execution is paused, and the log must have no gaps.
const OLDEST_IN_INBOX = 'SELECT min(event_offset) AS offset FROM inbox'
const OLDEST_PENDING = 'SELECT min(oldest_event) AS offset FROM pending_starts WHERE oldest_event IS NOT NULL'

const LAST_OF_SLICE = `
SELECT max(offset) AS offset FROM (SELECT offset FROM events WHERE offset <= ? ORDER BY offset LIMIT ?)`
const DELETE_EVENTS = 'DELETE FROM events WHERE offset <= ?'
const DELETE_CONTROL_RESULTS = `
DELETE FROM control_results WHERE event_offset IN (
  SELECT event_offset FROM control_results
  WHERE event_offset < (SELECT ifnull(min(offset), (SELECT last_offset + 1 FROM store)) FROM events)
  ORDER BY event_offset LIMIT ?
)`
const DELETE_VERDICTS = `
DELETE FROM verdicts WHERE id IN (SELECT id FROM (SELECT id, create_time FROM verdicts ORDER BY id LIMIT ?2)
WHERE create_time < ?1)`
const DELETE_DEAD_LETTERS = `
DELETE FROM dead_letters WHERE id IN (SELECT id FROM (SELECT id, create_time FROM dead_letters ORDER BY id LIMIT ?2)
WHERE create_time < ?1)`
/** The maximum number that is kept, regardless of age. */
const MAX_DEAD_LETTERS = 100_000
const DELETE_SURPLUS_DEAD_LETTERS = `
DELETE FROM dead_letters WHERE id IN (
  SELECT id FROM dead_letters WHERE id <= (SELECT last_dead_letter - ${MAX_DEAD_LETTERS} FROM store) ORDER BY id LIMIT ?
)`
const DELETE_METRICS = 'DELETE FROM task_metrics WHERE task_execution_id = ? AND time < ?'

const DELETE_SNAPSHOTS = `
DELETE FROM snapshots
WHERE create_time < ?
  AND NOT EXISTS (SELECT 1 FROM workflows WHERE workflows.snapshot_hash = hash)
  AND NOT EXISTS (SELECT 1 FROM workflow_executions WHERE workflow_executions.snapshot_hash = hash)`

const ADD_MARK =
  'INSERT INTO log_marks (time, event_offset) SELECT ?, last_offset FROM store WHERE TRUE ON CONFLICT DO NOTHING'
const NEWEST_MARK_BEFORE = `
SELECT time, event_offset AS offset FROM log_marks WHERE time <= ? ORDER BY time DESC LIMIT 1`
const DELETE_MARKS = 'DELETE FROM log_marks WHERE time < ?'

const KEYS = `
SELECT namespace, sender, idempotency_key AS key, event_offset AS offset FROM producer_keys
WHERE (namespace, sender, idempotency_key) > (?, ?, ?)
ORDER BY namespace, sender, idempotency_key LIMIT ?`
const DELETE_KEY = 'DELETE FROM producer_keys WHERE namespace = ? AND sender = ? AND idempotency_key = ?'

// The scheduler holds the latest execution of a task in memory. Older ones have ended and are never written again.
const TASK_EXECUTIONS = `
SELECT
  id, create_time AS createTime, end_time AS endTime,
  sequence_number < (
    SELECT max(sequence_number) FROM task_executions AS later
    WHERE later.workflow_execution_id = task_executions.workflow_execution_id
      AND later.task_name = task_executions.task_name
  ) AS isFollowed
FROM task_executions WHERE id > ? ORDER BY id LIMIT ?`
const DELETE_TASK_EXECUTION = `
DELETE FROM task_executions WHERE id = ? RETURNING workflow_execution_id AS workflowExecutionId, shared`

const FREE_PAGES = 'PRAGMA freelist_count'
/** Free pages that are kept for future rows, 4 KiB each. */
const SPARE_PAGES = 10_000
const RELEASED_PAGES = 500

interface OldTaskExecution {
  readonly id: number
  readonly createTime: number
  readonly endTime: number | null
  readonly isFollowed: number
}

interface Slice {
  readonly connection: SqliteConnection
  readonly bounds: HistoryBounds
  readonly after: readonly (string | number)[]
  readonly limit: number
}

/** Returns where the stage continues, or null if it is done. */
type Stage = (slice: Slice) => readonly (string | number)[] | null

const STAGES: readonly Stage[] = [
  markLog,
  sweepEvents,
  sweepControlResults,
  (slice) => sweepOldest(slice, DELETE_VERDICTS),
  (slice) => sweepOldest(slice, DELETE_DEAD_LETTERS),
  sweepSurplusDeadLetters,
  sweepTaskExecutions,
  sweepSnapshots,
  sweepProducerKeys,
]

/** Removes about `limit` rows at most, and returns how far it got. Must be called inside a transaction. */
export function sweepHistory(
  connection: SqliteConnection,
  bounds: HistoryBounds,
  { position, limit }: HistorySlice,
): SweepPosition {
  const { stage, after } = position ?? { stage: 0, after: [] }
  const next = STAGES[stage]?.({ connection, bounds, after, limit }) ?? null
  if (next !== null) return { stage, after: next }
  return stage + 1 < STAGES.length ? { stage: stage + 1, after: [] } : null
}

/** Returns free pages to the file system, some at a time. True if there are more. Must not be called inside a transaction. */
export function releasePages(connection: SqliteConnection): boolean {
  const free = connection.get<{ freelist_count: number }>(FREE_PAGES)?.freelist_count ?? 0
  if (free <= SPARE_PAGES) return false
  connection.execute(`PRAGMA incremental_vacuum(${RELEASED_PAGES})`)
  return free - RELEASED_PAGES > SPARE_PAGES
}

/** Records the current offset, so that a later sweep knows it when the events of now are gone. */
function markLog({ connection, bounds }: Slice): null {
  connection.statement(ADD_MARK).run(bounds.now)
  return null
}

function sweepEvents({ connection, bounds, limit, after: [known] }: Slice) {
  const horizon = typeof known === 'number' ? known : horizonOf(connection, bounds)
  const last = connection.get<{ offset: number | null }>(LAST_OF_SLICE, horizon, limit)?.offset ?? null
  if (last === null) return null
  sweepBlocks(connection, last)
  sweepVerdictBlocks(connection, last)
  return connection.statement(DELETE_EVENTS).run(last).changes === limit ? [horizon] : null
}

function sweepControlResults({ connection, limit }: Slice) {
  return connection.statement(DELETE_CONTROL_RESULTS).run(limit).changes === limit ? [] : null
}

/** The last offset that is old enough and that nothing alive refers to. */
function horizonOf(connection: SqliteConnection, { keepAfter }: HistoryBounds): number {
  const inInbox = connection.get<{ offset: number | null }>(OLDEST_IN_INBOX)?.offset ?? Number.MAX_SAFE_INTEGER
  const pending = connection.get<{ offset: number | null }>(OLDEST_PENDING)?.offset ?? Number.MAX_SAFE_INTEGER
  return Math.min(findOffsetOfTime(connection, keepAfter - 1), inInbox - 1, pending - 1)
}

function markedOffset(connection: SqliteConnection, timeMs: number): number {
  return connection.get<{ offset: number }>(NEWEST_MARK_BEFORE, timeMs)?.offset ?? 0
}

function sweepOldest({ connection, bounds, limit }: Slice, sql: string) {
  return connection.statement(sql).run(bounds.keepAfter, limit).changes === limit ? [] : null
}

function sweepSurplusDeadLetters({ connection, limit }: Slice) {
  return connection.statement(DELETE_SURPLUS_DEAD_LETTERS).run(limit).changes === limit ? [] : null
}

function sweepTaskExecutions({ connection, bounds, limit, after: [after = 0] }: Slice) {
  const rows = connection.all<OldTaskExecution>(TASK_EXECUTIONS, after, limit)
  const values = new ReleasedValues()
  let left = limit
  let done: number | null = null
  for (const { id, endTime, isFollowed } of rows) {
    connection.statement(DELETE_METRICS).run(id, bounds.keepAfter)
    if (isFollowed === 1 && endTime !== null && endTime < bounds.keepAfter) {
      left -= deleteItems(connection, id, left).length
      // The next slice continues with the items of the same one.
      if (left <= 0) break
      for (const gone of [deleteItemList(connection, id), connection.get<UserOfValues>(DELETE_TASK_EXECUTION, id)])
        if (gone !== undefined) values.release(gone)
    }
    done = id
  }
  values.write(connection)
  if (left <= 0) return [done ?? after]
  const last = rows.at(-1)
  // The create time rises with the id, so what follows is too young.
  return rows.length < limit || last === undefined || last.createTime >= bounds.keepAfter ? null : [last.id]
}

function sweepSnapshots({ connection, bounds }: Slice): null {
  connection.statement(DELETE_SNAPSHOTS).run(bounds.keepAfter)
  return null
}

function sweepProducerKeys({ connection, bounds, limit, after: [namespace = '', sender = '', key = ''] }: Slice) {
  const horizon = markedOffset(connection, bounds.keepProducerKeysAfter)
  if (horizon === 0) return null
  const rows = connection.all<{ namespace: string; sender: string; key: string; offset: number }>(
    KEYS,
    namespace,
    sender,
    key,
    limit,
  )
  for (const row of rows) {
    if (row.offset <= horizon) connection.statement(DELETE_KEY).run(row.namespace, row.sender, row.key)
  }
  const last = rows.at(-1)
  if (rows.length === limit && last !== undefined) return [last.namespace, last.sender, last.key]
  connection.statement(DELETE_MARKS).run(bounds.keepProducerKeysAfter)
  return null
}
