import type { SQLInputValue } from 'node:sqlite'
import type { ItemCounts } from '@aiflow/sdk/internal/api/executions'
import type { SuccessQuery, TaskExecutionName } from '../../reads/task-reads.ts'
import type { AttemptArtifacts, TaskExecutionRow, TaskExecutionSummary } from '../../rows.ts'
import type { SqliteTable } from '../commit/sqlite-table.ts'
import type { SqliteConnection } from '../file/connection.ts'
import { fromJson, fromNullableJson, hashesIn, type RawRow, toNullableJson } from '../rows/json-column.ts'
import { RowReader, refuseUnreadable } from '../rows/row-reader.ts'
import { AddedValues, readSharedValues } from './shared-values.ts'
import { type ReadShared, readTrigger, storeTrigger } from './stored-trigger.ts'

const INSERT = `
INSERT INTO task_executions (
  status, attempt_number, attempt_id, worker_id, boot_id, lost_attempts, forgiven_attempts, begin_time, retry_time,
  stop_phase, stop_error, outcome, handle, previous_attempts, artifacts, stopped_by, child_execution_id, items, id, end_time, end_offset,
  workflow_execution_id, task_name, sequence_number, type, create_time, start_offset, request_id, trigger_json, shared
) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (id) DO NOTHING`

const SET = `
UPDATE task_executions SET
  status = ?, attempt_number = ?, attempt_id = ?, worker_id = ?, boot_id = ?, lost_attempts = ?, forgiven_attempts = ?,
  begin_time = ?, retry_time = ?, stop_phase = ?, stop_error = ?, outcome = ?, handle = ?, previous_attempts = ?,
  artifacts = ?, stopped_by = ?, child_execution_id = ?, items = ?`
// SQLite does not touch the indexes of columns that an update does not name. An end is never undone.
const UPDATE_LIVING = `${SET} WHERE id = ?`
const UPDATE_ENDED = `${SET}, end_time = ?, end_offset = ? WHERE id = ?`

/** All columns except those that may be large. */
export const SMALL_COLUMNS = `
  id, workflow_execution_id AS workflowExecutionId, task_name AS taskName, sequence_number AS sequenceNumber, type,
  status, attempt_number AS attemptNumber, attempt_id AS attemptId, worker_id AS workerId, boot_id AS bootId,
  lost_attempts AS lostAttempts, create_time AS createTime, begin_time AS beginTime, end_time AS endTime,
  retry_time AS retryTime, start_offset AS startOffset, end_offset AS endOffset, stop_phase AS stopPhase,
  stop_error AS stopError, previous_attempts AS previousAttempts, request_id AS requestId,
  forgiven_attempts AS forgivenAttempts, artifacts, stopped_by AS stoppedBy,
  child_execution_id AS childExecutionId, items`

const COLUMNS = `${SMALL_COLUMNS}, outcome, handle, trigger_json AS trigger`

const NAMED = 'WHERE workflow_execution_id = ? AND task_name = ? AND sequence_number = ?'
const SELECT_ONE = `SELECT ${COLUMNS} FROM task_executions ${NAMED}`
const SELECT_SUMMARY = `SELECT ${SMALL_COLUMNS} FROM task_executions ${NAMED}`
const SELECT_TRIGGER = `
SELECT workflow_execution_id AS workflowExecutionId, task_name AS taskName, sequence_number AS sequenceNumber,
  trigger_json AS trigger
FROM task_executions ${NAMED}`

const SELECT_SUCCESS = `
SELECT ${SMALL_COLUMNS} FROM task_executions
WHERE workflow_execution_id = ? AND task_name = ? AND status = 'SUCCESS' AND end_offset <= ?
ORDER BY sequence_number DESC LIMIT 1`

const SELECT_ARTIFACTS = 'SELECT artifacts FROM task_executions WHERE artifacts IS NOT NULL'

const SELECT_ATTEMPTS = `
SELECT attempt_id AS attemptId FROM task_executions WHERE attempt_id IN (SELECT value FROM json_each(?1))
UNION
SELECT attempt_id FROM task_items WHERE attempt_id IN (SELECT value FROM json_each(?1))
UNION
SELECT previous.value ->> 'attemptId' FROM task_items, json_each(iif(json_valid(previous_attempts), previous_attempts, '[]')) AS previous
WHERE previous_attempts <> '[]' AND previous.value ->> 'attemptId' IN (SELECT value FROM json_each(?1))
UNION
SELECT previous.value ->> 'attemptId' FROM task_executions, json_each(iif(json_valid(previous_attempts), previous_attempts, '[]')) AS previous
WHERE previous_attempts <> '[]' AND previous.value ->> 'attemptId' IN (SELECT value FROM json_each(?1))`

// The index holds living task executions only.
const SELECT_OTHER_ATTEMPTS = `
SELECT attempt_id AS attemptId FROM task_executions INDEXED BY task_executions_living
WHERE end_time IS NULL AND attempt_id IS NOT NULL AND workflow_execution_id NOT IN (SELECT value FROM json_each(?1))
UNION ALL
SELECT attempt_id FROM task_items
WHERE end_time IS NULL AND attempt_id IS NOT NULL AND workflow_execution_id NOT IN (SELECT value FROM json_each(?1))`

const SELECT_STARTED_BY = `
SELECT ${COLUMNS} FROM (
  SELECT * FROM task_executions
  WHERE workflow_execution_id = ?1 AND task_name = ?2 AND sequence_number > ?3 ORDER BY sequence_number LIMIT ?5
) AS task_executions
WHERE
  json_extract(trigger_json, '$.requestOffset') = ?4
  OR EXISTS (SELECT 1 FROM json_each(trigger_json, '$.events') WHERE json_extract(value, '$.offset') = ?4)
ORDER BY sequence_number LIMIT 1`

// Steps from name to name through the index, since an endless execution has far more task executions than tasks.
const SELECT_LATEST = `
WITH RECURSIVE names (execution, name) AS (
  SELECT value, (SELECT min(task_name) FROM task_executions WHERE workflow_execution_id = value) FROM json_each(?)
  UNION ALL
  SELECT
    execution,
    (SELECT min(task_name) FROM task_executions WHERE workflow_execution_id = execution AND task_name > name)
  FROM names WHERE name IS NOT NULL
)
SELECT ${COLUMNS} FROM names CROSS JOIN task_executions
WHERE
  workflow_execution_id = execution AND task_name = name AND sequence_number = (
    SELECT max(sequence_number) FROM task_executions WHERE workflow_execution_id = execution AND task_name = name
  )`

export type RawTaskExecution = Omit<
  RawRow<TaskExecutionRow, 'trigger' | 'previousAttempts'>,
  'outcome' | 'handle' | 'artifacts' | 'items'
> & {
  readonly artifacts: string | null
  readonly items: string | null
  readonly outcome: string | null
  readonly handle: string | null
}

type RawSummary = Omit<RawTaskExecution, 'trigger' | 'outcome' | 'handle'>
type RawName = Pick<TaskExecutionRow, 'workflowExecutionId' | 'taskName' | 'sequenceNumber'>

const summaries = new RowReader<RawSummary, TaskExecutionSummary>({
  table: 'task_executions',
  keyOf: nameOf,
  toItem: toSummary,
})

const offsetsReader = new RowReader<RawName & { readonly trigger: string }, number[]>({
  table: 'task_executions',
  keyOf: nameOf,
  toItem: ({ trigger }) => readTrigger(trigger, () => null).events.map(({ offset }) => offset),
})

export const taskExecutions: SqliteTable<'taskExecutions'> = {
  write(connection, { set = [] }) {
    const values = new AddedValues()
    for (const row of set) {
      // The order only matters for speed: a row that has not begun is most likely new.
      const [first, second] = row.beginTime === null && row.endTime === null ? [insert, update] : [update, insert]
      if (!first(connection, row, values)) second(connection, row, values)
    }
    values.write(connection)
  },
}

/** False if it exists already. */
function insert(connection: SqliteConnection, row: TaskExecutionRow, values: AddedValues): boolean {
  const { text, hashes } = storeTrigger(row.trigger, (value) => values.hashOf(value))
  const { changes } = connection
    .statement(INSERT)
    .run(
      ...changing(row),
      row.id,
      row.endTime,
      row.endOffset,
      row.workflowExecutionId,
      row.taskName,
      row.sequenceNumber,
      row.type,
      row.createTime,
      row.startOffset,
      row.requestId ?? null,
      text,
      hashes.length === 0 ? null : JSON.stringify(hashes),
    )
  if (changes === 1) values.use(row.workflowExecutionId, hashes)
  return changes === 1
}

/** False if it does not exist yet. What an execution began with never changes. */
function update(connection: SqliteConnection, row: TaskExecutionRow): boolean {
  const { changes } =
    row.endTime === null
      ? connection.statement(UPDATE_LIVING).run(...changing(row), row.id)
      : connection.statement(UPDATE_ENDED).run(...changing(row), row.endTime, row.endOffset, row.id)
  return changes === 1
}

function changing(row: TaskExecutionRow): SQLInputValue[] {
  return [
    row.status,
    row.attemptNumber,
    row.attemptId,
    row.workerId,
    row.bootId,
    row.lostAttempts,
    row.forgivenAttempts,
    row.beginTime,
    row.retryTime,
    row.stopPhase,
    row.stopError,
    toNullableJson(row.outcome),
    toNullableJson(row.handle),
    JSON.stringify(row.previousAttempts),
    row.artifacts ? JSON.stringify(row.artifacts) : null,
    row.stoppedBy ?? null,
    row.childExecutionId ?? null,
    row.items ? JSON.stringify(row.items) : null,
  ]
}

/** Reads the latest execution of each task of some workflow executions. What it returns throws `ROW_UNREADABLE`. */
export function readLatestOfTasks(
  connection: SqliteConnection,
  executionIds: readonly number[],
): (executionId: number) => TaskExecutionRow[] {
  const rows = connection.all<RawTaskExecution>(SELECT_LATEST, JSON.stringify(executionIds))
  const byExecution = Map.groupBy(rows, ({ workflowExecutionId }) => workflowExecutionId)
  const reader = readerOf(connection)
  return (executionId) => reader.readExact(byExecution.get(executionId) ?? [], refuseUnreadable)
}

/** The attempts that may be alive, except those of the given executions. */
export function readOtherAttempts(connection: SqliteConnection, executionIds: readonly number[]): string[] {
  const rows = connection.all<{ attemptId: string }>(SELECT_OTHER_ATTEMPTS, JSON.stringify(executionIds))
  return rows.map(({ attemptId }) => attemptId)
}

export function findTaskExecution(connection: SqliteConnection, name: TaskExecutionName): TaskExecutionRow | null {
  const row = connection.get<RawTaskExecution>(SELECT_ONE, ...keyOf(name))
  return row === undefined ? null : readerOf(connection).read(row)
}

export function findTaskSummary(connection: SqliteConnection, name: TaskExecutionName): TaskExecutionSummary | null {
  const row = connection.get<RawSummary>(SELECT_SUMMARY, ...keyOf(name))
  return row === undefined ? null : summaries.read(row)
}

/** Empty if there is no such task execution. */
export function findEventOffsets(connection: SqliteConnection, name: TaskExecutionName): number[] {
  const row = connection.get<RawName & { readonly trigger: string }>(SELECT_TRIGGER, ...keyOf(name))
  return row === undefined ? [] : offsetsReader.read(row)
}

/** The newest SUCCESS of a task that ended at or before this offset. */
export function findSuccess(
  connection: SqliteConnection,
  { workflowExecutionId, task, asOf }: SuccessQuery,
): TaskExecutionSummary | null {
  const row = connection.get<RawSummary>(SELECT_SUCCESS, workflowExecutionId, task, asOf)
  return row === undefined ? null : summaries.read(row)
}

export function findKnownAttempts(connection: SqliteConnection, attemptIds: readonly string[]): string[] {
  const rows = connection.all<{ readonly attemptId: string }>(SELECT_ATTEMPTS, JSON.stringify(attemptIds))
  return rows.map(({ attemptId }) => attemptId)
}

/** The hashes of all artifacts. */
export function* readArtifactBlobs(connection: SqliteConnection): Iterable<string> {
  for (const row of connection.iterate<{ readonly artifacts: string }>(SELECT_ARTIFACTS)) {
    yield* hashesIn(row.artifacts)
  }
}

export function findTaskExecutionStartedBy(
  connection: SqliteConnection,
  { after, offset, within }: { readonly after: TaskExecutionName; readonly offset: number; readonly within: number },
): TaskExecutionRow | null {
  const row = connection.get<RawTaskExecution>(SELECT_STARTED_BY, ...keyOf(after), offset, within)
  return row === undefined ? null : readerOf(connection).read(row)
}

/** For people. */
export function nameOf({ workflowExecutionId, taskName, sequenceNumber }: RawName): string {
  return `${workflowExecutionId}/${taskName}/${sequenceNumber}`
}

export function toTaskExecution(
  { trigger, outcome, handle, ...row }: RawTaskExecution,
  read: ReadShared,
): TaskExecutionRow {
  return {
    ...toSummary(row),
    outcome: fromNullableJson(outcome),
    handle: fromNullableJson(handle),
    trigger: readTrigger(trigger, read),
  }
}

function toSummary({ artifacts, items, previousAttempts, ...row }: RawSummary): TaskExecutionSummary {
  return {
    ...row,
    ...(items === null ? {} : { items: fromJson<ItemCounts>(items) }),
    ...(artifacts === null ? {} : { artifacts: fromJson<AttemptArtifacts>(artifacts) }),
    previousAttempts: fromJson(previousAttempts),
  }
}

/** The rows that it reads have each shared value in common. */
function readerOf(connection: SqliteConnection): RowReader<RawTaskExecution, TaskExecutionRow> {
  const valuesOf = readSharedValues(connection)
  return new RowReader<RawTaskExecution, TaskExecutionRow>({
    table: 'task_executions',
    keyOf: nameOf,
    toItem: (row) => toTaskExecution(row, valuesOf(row.workflowExecutionId)),
  })
}

function keyOf({ workflowExecutionId, task, sequenceNumber }: TaskExecutionName): [number, string, number] {
  return [workflowExecutionId, task, sequenceNumber]
}
