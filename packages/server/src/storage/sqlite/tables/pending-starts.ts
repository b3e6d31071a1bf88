import type { Event } from '@aiflow/sdk/internal/model'
import type { Trigger } from '@aiflow/sdk/internal/worker-protocol'
import type { PendingImage } from '../../image.ts'
import type { PendingStartRow, StoredEvent } from '../../rows.ts'
import type { SqliteTable } from '../commit/sqlite-table.ts'
import { EVENT_COLUMNS } from '../events/events.ts'
import type { SqliteConnection } from '../file/connection.ts'
import { RowReader, refuseUnreadable } from '../rows/row-reader.ts'
import { OutputsOfStarts, removeUnusedOutputs, type StoredOutputs, storeOutputs } from './pending-outputs.ts'

/** The maximum number of starts of one task that are read at once. */
const MAX_HEAD = 16
const MAX_HEAD_CHARACTERS = 64 * 1024

const INSERT = `
INSERT INTO pending_starts (
  workflow_execution_id, task_name, position, event_offset, depth, cause, trigger_json, oldest_event
) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`

const DELETE = `
DELETE FROM pending_starts WHERE workflow_execution_id = ? AND task_name = ? AND position BETWEEN ? AND ?`

const IS_STORED = 'SELECT 1 FROM events WHERE offset = ?'

const SELECT_HEAD = `
SELECT
  workflow_execution_id AS workflowExecutionId, task_name AS taskName, position, event_offset AS offset, depth, cause,
  trigger_json AS trigger
FROM pending_starts WHERE workflow_execution_id = ? AND task_name = ? ORDER BY position LIMIT ${MAX_HEAD}`

const SELECT_EVENT = `SELECT ${EVENT_COLUMNS} FROM events WHERE offset = ?`

const COUNT = `
SELECT
  workflow_execution_id AS workflowExecutionId, task_name AS taskName, count(*) AS length, max(position) AS lastPosition
FROM pending_starts WHERE workflow_execution_id IN (SELECT value FROM json_each(?))
GROUP BY workflow_execution_id, task_name`

type RawPendingStart = Omit<PendingStartRow, 'depth' | 'trigger'> & {
  readonly depth: number | null
  readonly trigger: string
}

/** A trigger that holds the offsets of its events, as far as the log has them, and whose large outputs are stored elsewhere. */
type StoredTrigger = Omit<Trigger, 'events' | 'outputs'> &
  StoredOutputs & { readonly events: readonly (number | Event)[] }

export const pendingStarts: SqliteTable<'pendingStarts'> = {
  /** Must be called after the events of the commit were written, since a start refers to them. */
  write(connection, { removed = [], added = [] }) {
    for (const range of removed) {
      const { workflowExecutionId, taskName, from, to } = range
      connection.statement(DELETE).run(workflowExecutionId, taskName, from, to)
      removeUnusedOutputs(connection, range)
    }
    const inOrder = added.toSorted((a, b) => a.position - b.position)
    for (const row of inOrder) insert(connection, row)
  },
}

function insert(connection: SqliteConnection, row: PendingStartRow): void {
  const { workflowExecutionId, taskName, position, offset, depth = null, cause, trigger } = row
  const events = trigger.events.map((event) =>
    connection.get(IS_STORED, event.offset) === undefined ? event : event.offset,
  )
  const named = events.filter((event) => typeof event === 'number')
  const oldest = named.length === 0 ? null : Math.min(...named)
  const stored: StoredTrigger = { ...trigger, ...storeOutputs(connection, row), events }
  connection
    .statement(INSERT)
    .run(workflowExecutionId, taskName, position, offset, depth, cause, JSON.stringify(stored), oldest)
}

/** The first starts, as many as fit into memory, but at least one if there is any. */
export function readPendingHead(
  connection: SqliteConnection,
  { workflowExecutionId, taskName }: Pick<PendingStartRow, 'workflowExecutionId' | 'taskName'>,
): PendingStartRow[] {
  const rows: PendingStartRow[] = []
  const outputs = new OutputsOfStarts(connection)
  let characters = 0
  for (const raw of connection.iterate<RawPendingStart>(SELECT_HEAD, workflowExecutionId, taskName)) {
    const row = readPending(connection, raw, outputs)
    rows.push(row)
    characters += raw.trigger.length
    for (const { value, context } of row.trigger.events) characters += (value?.length ?? 0) + (context?.length ?? 0)
    if (characters + outputs.characters >= MAX_HEAD_CHARACTERS) break
  }
  return rows
}

/** For each task of some executions that has pending starts. What it returns throws `ROW_UNREADABLE`. */
export function readPendingStartsOf(
  connection: SqliteConnection,
  executionIds: readonly number[],
): (executionId: number) => PendingImage[] {
  const byExecution = Map.groupBy(countPendingStarts(connection, executionIds), (row) => row.workflowExecutionId)
  return (executionId) =>
    (byExecution.get(executionId) ?? []).map(({ workflowExecutionId, ...counted }) => ({
      ...counted,
      entries: readPendingHead(connection, { workflowExecutionId, taskName: counted.taskName }),
    }))
}

export function countPendingStarts(
  connection: SqliteConnection,
  executionIds: readonly number[],
): (Omit<PendingImage, 'entries'> & Pick<PendingStartRow, 'workflowExecutionId'>)[] {
  return connection.all(COUNT, JSON.stringify(executionIds))
}

/** Throws `ROW_UNREADABLE`, since the starts behind this one must not overtake it. */
function readPending(connection: SqliteConnection, raw: RawPendingStart, outputs: OutputsOfStarts): PendingStartRow {
  const reader = new RowReader<RawPendingStart, PendingStartRow>({
    table: 'pending_starts',
    keyOf: ({ workflowExecutionId, taskName, position }) => `${workflowExecutionId}/${taskName}/${position}`,
    toItem: (row) => toPendingStart(connection, row, outputs),
  })
  const [row] = reader.readExact([raw], refuseUnreadable)
  return row ?? reader.read(raw)
}

function toPendingStart(
  connection: SqliteConnection,
  { depth, trigger, ...row }: RawPendingStart,
  outputs: OutputsOfStarts,
): PendingStartRow {
  const { upstreams, ...stored }: StoredTrigger = JSON.parse(trigger)
  const events = stored.events.flatMap((event) =>
    typeof event === 'number'
      ? (connection.get<StoredEvent>(SELECT_EVENT, event) ?? [])
      : { ...event, principal: event.principal ?? null },
  )
  return {
    ...row,
    ...(depth === null ? {} : { depth }),
    trigger: {
      ...stored,
      events: events.map((event) => ({ ...event })),
      outputs: outputs.of(row, { outputs: stored.outputs, ...(upstreams === undefined ? {} : { upstreams }) }),
    },
  }
}
