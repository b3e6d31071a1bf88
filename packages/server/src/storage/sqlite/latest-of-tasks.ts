import { MAX_PAGE_CHARACTERS, type Page } from '@aiflow/sdk/internal'
import type { TaskExecutionRow } from '../rows.ts'
import type { LatestOfTask, PageRequest, TasksOfExecution } from '../storage.ts'
import type { SqliteConnection } from './connection.ts'
import { encodeCursor, numberOfCursor, takeRows } from './page.ts'
import { RowReader } from './row-reader.ts'
import { type RawTaskExecution, SMALL_COLUMNS, toTaskExecution } from './task-executions.ts'

/** Half of a page is for what tasks are given and leave, in equal shares. */
const SHARED_CHARACTERS = MAX_PAGE_CHARACTERS / 2
const MAX_RULE_PREFIX = 256

/** What is larger than its share is weighed and not read. Only the output of a success is ever large of an outcome. */
const IS_OUTPUT_LARGE = "status = 'SUCCESS' AND octet_length(outcome) > ?3"
const IS_HANDLE_LARGE = 'octet_length(handle) > ?3'
const IS_TRIGGER_LARGE = 'octet_length(trigger_json) > ?3'
const COLUMNS = `
  ${SMALL_COLUMNS},
  iif(${IS_OUTPUT_LARGE}, NULL, outcome) AS outcome,
  iif(${IS_OUTPUT_LARGE}, octet_length(outcome), 0) AS outputBytes,
  iif(${IS_HANDLE_LARGE}, NULL, handle) AS handle,
  iif(${IS_HANDLE_LARGE}, octet_length(handle), 0) AS handleBytes,
  iif(${IS_TRIGGER_LARGE}, substr(trigger_json, 1, ${MAX_RULE_PREFIX}), trigger_json) AS trigger,
  iif(${IS_TRIGGER_LARGE}, octet_length(trigger_json), 0) AS triggerBytes`

const SELECT = `
SELECT ${COLUMNS} FROM (SELECT key, value FROM json_each(?2)) AS named CROSS JOIN task_executions
WHERE
  workflow_execution_id = ?1 AND task_name = named.value AND sequence_number = (
    SELECT max(sequence_number) FROM task_executions WHERE workflow_execution_id = ?1 AND task_name = named.value
  )
ORDER BY named.key`

type RawLatest = RawTaskExecution & {
  readonly outputBytes: number
  readonly handleBytes: number
  readonly triggerBytes: number
}

const reader = new RowReader<RawLatest, TaskExecutionRow>({
  table: 'task_executions',
  keyOf: ({ workflowExecutionId, taskName, sequenceNumber }) => `${workflowExecutionId}/${taskName}/${sequenceNumber}`,
  toItem: toLatest,
})

/** In the order of the given names, which the cursor counts. */
export function listLatestOfTasks(
  connection: SqliteConnection,
  { workflowExecutionId, tasks }: TasksOfExecution,
  { limit, cursor }: PageRequest,
): Page<LatestOfTask> {
  const begin = cursor === undefined ? 0 : numberOfCursor(cursor)
  const asked = tasks.slice(begin, begin + limit)
  const share = Math.floor(SHARED_CHARACTERS / Math.max(tasks.length, 1))
  const rows = connection.iterate<RawLatest>(SELECT, workflowExecutionId, JSON.stringify(asked), share)
  const { taken, isFull } = takeRows(rows)
  const latest = new Map(reader.readAll(taken).map((row) => [row.taskName, row]))
  const told = isFull ? asked.slice(0, asked.indexOf(taken.at(-1)?.taskName ?? '') + 1) : asked
  const end = begin + told.length
  return {
    items: told.map((name) => ({ name, latest: latest.get(name) ?? null })),
    next: end < tasks.length ? encodeCursor([end]) : null,
  }
}

function toLatest({ outputBytes, handleBytes, triggerBytes, ...row }: RawLatest): TaskExecutionRow {
  const bytes = outputBytes + handleBytes + triggerBytes
  if (bytes === 0) return toTaskExecution(row)
  const whole = toTaskExecution({
    ...row,
    trigger: triggerBytes > 0 ? JSON.stringify(triggerWithout(row)) : row.trigger,
    outcome: outputBytes > 0 ? JSON.stringify({ type: 'success', output: null }) : row.outcome,
  })
  const parts = [
    ...(outputBytes > 0 ? (['output'] as const) : []),
    ...(triggerBytes > 0 ? (['trigger'] as const) : []),
    ...(handleBytes > 0 ? (['handle'] as const) : []),
  ]
  const { workflowExecutionId, taskName, sequenceNumber } = row
  const path = `/api/v1/workflow-executions/${workflowExecutionId}/task-executions/${taskName}/${sequenceNumber}`
  return { ...whole, leftOut: { parts, bytes, path } }
}

/** Of a trigger only its beginning was read, where its rule stands. */
function triggerWithout({ type, trigger }: Pick<RawLatest, 'type' | 'trigger'>): TaskExecutionRow['trigger'] {
  const [, rule = 'null'] = /"rule":("[^"\\]*")/.exec(trigger) ?? []
  return { type, rule: JSON.parse(rule) as string | null, events: [], outputs: {} }
}
