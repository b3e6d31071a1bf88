import type { SQLInputValue } from 'node:sqlite'
import type { Page } from '@aiflow/sdk/internal/api/server'
import type { WorkflowExecutionFilter } from '../../reads/execution-reads.ts'
import type { PageRequest } from '../../reads/page-request.ts'
import type { WorkflowExecutionRow } from '../../rows.ts'
import type { SqliteTable } from '../commit/sqlite-table.ts'
import { MAX_LISTED_BYTES, ruleOfTrigger, TRIGGER_PREFIX } from '../executions/bounded-trigger.ts'
import { findLastBefore } from '../executions/execution-bounds.ts'
import { findExecutionIds } from '../executions/execution-ids.ts'
import type { SqliteConnection } from '../file/connection.ts'
import { addSweep } from '../history/sweeps.ts'
import { fromJson, type RawRow } from '../rows/json-column.ts'
import { numberOfCursor, toPage } from '../rows/page.ts'
import { RowReader, type TellUnreadable } from '../rows/row-reader.ts'

const INSERT = `
INSERT INTO workflow_executions (
  status, stopping, paused, end_time, waits_for, failure_reason, clean_up, id, workflow_id, namespace, workflow_name,
  snapshot_hash, type, begin_time, trigger_json, parameters, schedule_name, due_time, interval_start,
  backfill_id, parent, parent_id
) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (id) DO NOTHING`

// What an execution began with never changes, and SQLite does not touch the indexes of columns that an update does not name.
const UPDATE = `
UPDATE workflow_executions SET
  status = ?, stopping = ?, paused = ?, end_time = ?, waits_for = ?, failure_reason = ?, clean_up = ?
WHERE id = ?`

const columns = (trigger: string) => `
  id, workflow_id AS workflowId, namespace, workflow_name AS workflowName, snapshot_hash AS snapshotHash, type, status,
  stopping, paused, begin_time AS beginTime, end_time AS endTime, parameters, waits_for AS waitsFor,
  failure_reason AS failureReason, clean_up AS cleanUp, schedule_name AS scheduleName, due_time AS dueTime,
  interval_start AS intervalStart, backfill_id AS backfillId, parent, ${trigger}`

const SELECT = `SELECT ${columns('trigger_json AS trigger')} FROM workflow_executions`

const SELECT_ONE = `${SELECT} WHERE id = ?`
const SELECT_LIVING = `${SELECT} WHERE status IN ('INIT', 'RUNNING') ORDER BY id`

const IS_LARGE = `octet_length(trigger_json) > ${MAX_LISTED_BYTES}`
const BOUNDED_TRIGGER = `
  iif(${IS_LARGE}, substr(trigger_json, 1, ${TRIGGER_PREFIX}), trigger_json) AS trigger,
  iif(${IS_LARGE}, octet_length(trigger_json), 0) AS triggerBytes`
const SELECT_THESE = `
SELECT ${columns(BOUNDED_TRIGGER)} FROM workflow_executions
WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id DESC`

const SELECT_ENDED = 'SELECT namespace FROM workflow_executions WHERE id = ? AND end_time IS NOT NULL'
const DELETE = 'DELETE FROM workflow_executions WHERE id = ?'
const SELECT_OF_SNAPSHOT = 'SELECT id FROM workflow_executions WHERE snapshot_hash = ? LIMIT 1'

interface RawTime {
  readonly scheduleName: string | null
  readonly dueTime: number | null
  readonly intervalStart: number | null
}

type RawExecution = RawRow<
  Omit<WorkflowExecutionRow, 'schedule' | 'cleanUp' | 'parent'>,
  'trigger' | 'parameters',
  'stopping' | 'paused'
> &
  RawTime & { readonly cleanUp: string | null; readonly parent: string | null }

const reader = new RowReader<RawExecution, WorkflowExecutionRow>({
  table: 'workflow_executions',
  keyOf: ({ id }) => id,
  toItem: toExecution,
})

type RawBounded = RawExecution & { readonly triggerBytes: number }

const boundedReader = new RowReader<RawBounded, WorkflowExecutionRow>({
  table: 'workflow_executions',
  keyOf: ({ id }) => id,
  toItem: toBounded,
})

export const workflowExecutions: SqliteTable<'workflowExecutions'> = {
  /** What a deleted execution leaves behind is marked to be swept. */
  write(connection, { set = [], deleted = [] }) {
    for (const id of deleted) {
      connection.statement(DELETE).run(id)
      addSweep(connection, { kind: 'execution', id })
    }
    for (const row of set) {
      // The order only matters for speed: an execution that has neither ended nor is stopping is most likely new.
      const [first, second] = row.endTime === null && !row.stopping ? [insert, update] : [update, insert]
      if (!first(connection, row)) second(connection, row)
    }
  },
}

/** False if it exists already. */
function insert(connection: SqliteConnection, row: WorkflowExecutionRow): boolean {
  const { changes } = connection
    .statement(INSERT)
    .run(
      ...changing(row),
      row.id,
      row.workflowId,
      row.namespace,
      row.workflowName,
      row.snapshotHash,
      row.type,
      row.beginTime,
      JSON.stringify(row.trigger),
      JSON.stringify(row.parameters),
      row.schedule?.name ?? null,
      row.schedule?.dueTime ?? null,
      row.schedule?.intervalStart ?? null,
      row.backfillId,
      row.parent === null ? null : JSON.stringify(row.parent),
      row.parent?.workflowExecutionId ?? null,
    )
  return changes === 1
}

/** False if it does not exist yet. */
function update(connection: SqliteConnection, row: WorkflowExecutionRow): boolean {
  return connection.statement(UPDATE).run(...changing(row), row.id).changes === 1
}

function changing(row: WorkflowExecutionRow): SQLInputValue[] {
  const { status, stopping, paused, endTime, waitsFor, failureReason, cleanUp } = row
  const cleanUpText = cleanUp ? JSON.stringify(cleanUp) : null
  return [status, Number(stopping), Number(paused), endTime, waitsFor, failureReason, cleanUpText]
}

export function isSnapshotUsed(connection: SqliteConnection, hash: string): boolean {
  return connection.get(SELECT_OF_SNAPSHOT, hash) !== undefined
}

/** The ids of the living executions, each with its row, or null if the row cannot be read. */
export function readLivingExecutions(
  connection: SqliteConnection,
  tell: TellUnreadable,
): { readonly id: number; readonly execution: WorkflowExecutionRow | null }[] {
  return connection
    .all<RawExecution>(SELECT_LIVING)
    .map((row) => ({ id: row.id, execution: reader.readExact([row], tell)[0] ?? null }))
}

export function findWorkflowExecution(connection: SqliteConnection, id: number): WorkflowExecutionRow | null {
  const row = connection.get<RawExecution>(SELECT_ONE, id)
  return row === undefined ? null : reader.read(row)
}

export function findEndedExecution(connection: SqliteConnection, id: number): string | null {
  return connection.get<{ namespace: string }>(SELECT_ENDED, id)?.namespace ?? null
}

/** Newest first. */
export function listWorkflowExecutions(
  connection: SqliteConnection,
  filter: WorkflowExecutionFilter,
  page: PageRequest,
): Page<WorkflowExecutionRow> {
  const slice = { ...idsOfTimes(connection, filter, page), limit: page.limit + 1 }
  const ids = findExecutionIds(connection, filter, slice)
  const rows = connection.iterate<RawBounded>(SELECT_THESE, JSON.stringify(ids))
  return toPage(rows, { limit: page.limit, reader: boundedReader, keyOf: (row) => [row.id] })
}

/** One bound on each side: given two, SQLite would start at the first and scan all that the other excludes. */
function idsOfTimes(
  connection: SqliteConnection,
  { beginAfter, beginBefore }: WorkflowExecutionFilter,
  page: PageRequest,
): { after: number; before: number } {
  const before = numberOfCursor(page.cursor)
  if (beginAfter === undefined && beginBefore === undefined) return { after: 0, before }
  const times = [beginAfter ?? 0, beginBefore ?? Number.MAX_SAFE_INTEGER]
  const [after = 0, last = 0] = findLastBefore(connection, times)
  return {
    after: beginAfter === undefined ? 0 : after,
    before: beginBefore === undefined ? before : Math.min(before, last + 1),
  }
}

function toExecution({ scheduleName, dueTime, intervalStart, ...row }: RawExecution): WorkflowExecutionRow {
  return {
    ...row,
    schedule: scheduledTimeOf({ scheduleName, dueTime, intervalStart }),
    stopping: row.stopping === 1,
    paused: row.paused === 1,
    trigger: fromJson(row.trigger),
    parameters: fromJson(row.parameters),
    cleanUp: row.cleanUp === null ? null : fromJson(row.cleanUp),
    parent: row.parent === null ? null : fromJson(row.parent),
  }
}

/** Null for an execution that an older version started, whose interval is not known. */
function scheduledTimeOf({ scheduleName: name, dueTime, intervalStart }: RawTime): WorkflowExecutionRow['schedule'] {
  if (dueTime === null || intervalStart === null) return null
  return { name, dueTime, intervalStart, intervalEnd: dueTime }
}

function toBounded({ triggerBytes, ...row }: RawBounded): WorkflowExecutionRow {
  if (triggerBytes === 0) return toExecution(row)
  const trigger = { type: row.type, rule: ruleOfTrigger(row.trigger), events: [], outputs: {} }
  const leftOut = { parts: ['trigger' as const], bytes: triggerBytes, path: `/api/v1/workflow-executions/${row.id}` }
  return { ...toExecution({ ...row, trigger: JSON.stringify(trigger) }), leftOut }
}
