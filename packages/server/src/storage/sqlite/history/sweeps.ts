import { laneId } from '../../../model/lane-id.ts'
import type { SweptAttempt } from '../../lookups.ts'
import type { DeletedWorkflowRow } from '../../rows.ts'
import type { SqliteConnection } from '../file/connection.ts'
import { deleteSharedValues } from '../tables/shared-values.ts'
import { deleteItemList } from '../tables/task-item-lists.ts'
import { deleteItems } from '../tables/task-items.ts'

/** The number of executions, or of their task executions, that are read at once. */
const CHUNK = 100

const ADD = `
INSERT INTO sweeps (kind, id, namespace, name, last_execution_id, delete_time) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (kind, id) DO NOTHING`

// Executions come before workflows, since the order is alphabetical.
const FIRST = `
SELECT kind, id, namespace, name, last_execution_id AS lastExecutionId, delete_time AS deleteTime
FROM sweeps ORDER BY kind, id LIMIT 1`

const REMOVE = 'DELETE FROM sweeps WHERE kind = ? AND id = ?'

// Ids are read as text, since a damaged one may be larger than any number of JavaScript.
const TASK_EXECUTIONS = `
SELECT CAST(id AS TEXT) AS id FROM task_executions WHERE workflow_execution_id = ? ORDER BY task_executions.id LIMIT ${CHUNK}`
const DELETE_TASK_EXECUTION = `
DELETE FROM task_executions WHERE id = CAST(? AS INTEGER)
RETURNING attempt_id AS attemptId, worker_id AS workerId, previous_attempts AS previousAttempts`
const DELETE_METRICS = `
DELETE FROM task_metrics WHERE task_execution_id = CAST(?1 AS INTEGER) AND slot IN (
  SELECT slot FROM task_metrics WHERE task_execution_id = CAST(?1 AS INTEGER) LIMIT ?2
)`
const DELETE_MEMORIES = 'DELETE FROM task_memories WHERE workflow_execution_id = ?'
const DELETE_PENDING = `
DELETE FROM pending_starts WHERE (workflow_execution_id, task_name, position) IN (
  SELECT workflow_execution_id, task_name, position FROM pending_starts WHERE workflow_execution_id = ? LIMIT ?
)`
const DELETE_PENDING_OUTPUTS = `
DELETE FROM pending_outputs WHERE rowid IN (
  SELECT rowid FROM pending_outputs WHERE workflow_execution_id = ? LIMIT ?
)`
const DELETE_VERDICTS = 'DELETE FROM verdicts WHERE id IN (SELECT id FROM verdicts WHERE lane = ? LIMIT ?)'
const DELETE_NOT_MET = 'DELETE FROM not_met WHERE lane = ?'
const DELETE_STATES = 'DELETE FROM states WHERE lane = ?'

const EXECUTIONS = `
SELECT id FROM workflow_executions
WHERE workflow_name = ? AND namespace = ? AND workflow_id = ? AND id <= ? ORDER BY id LIMIT ${CHUNK}`
const DELETE_EXECUTION = 'DELETE FROM workflow_executions WHERE id = ?'

// Another workflow of the same name may have been created since, with the same content.
const DELETE_SNAPSHOTS = `
DELETE FROM snapshots
WHERE namespace = ?1 AND workflow_name = ?2 AND create_time <= ?3
  AND hash NOT IN (SELECT snapshot_hash FROM workflows WHERE namespace = ?1 AND name = ?2)
  AND NOT EXISTS (SELECT 1 FROM workflow_executions WHERE snapshot_hash = hash)`

type Sweep = { readonly kind: 'execution'; readonly id: number } | ({ readonly kind: 'workflow' } & DeletedWorkflowRow)

export interface SweepOptions {
  readonly limit: number
  tell(attempt: SweptAttempt): void
}

interface ExecutionSweep extends Pick<SweepOptions, 'tell'> {
  readonly connection: SqliteConnection
  readonly budget: Budget
}

interface SweptTaskExecution {
  readonly attemptId: string | null
  readonly workerId: string | null
  /** JSON. */
  readonly previousAttempts: string
}

/** Records that what a deleted execution or workflow left behind has to be swept. */
export function addSweep(connection: SqliteConnection, sweep: Sweep): void {
  const { namespace, name, lastExecutionId, deleteTime } = sweep.kind === 'workflow' ? sweep : NO_WORKFLOW
  connection.statement(ADD).run(sweep.kind, sweep.id, namespace, name, lastExecutionId, deleteTime)
}

/** Removes about `limit` rows at most. True if there is more to remove. Must be called inside a transaction. */
export function sweep(connection: SqliteConnection, { limit, tell }: SweepOptions): boolean {
  const budget = new Budget(limit)
  for (let first = firstSweep(connection); first !== undefined; first = firstSweep(connection)) {
    const isSwept =
      first.kind === 'execution'
        ? sweepExecution({ connection, budget, tell }, first.id)
        : sweepWorkflow(connection, first, budget)
    if (!isSwept) return true
    connection.statement(REMOVE).run(first.kind, first.id)
    if (budget.isSpent) return firstSweep(connection) !== undefined
  }
  return false
}

const NO_WORKFLOW = { namespace: '', name: '', lastExecutionId: 0, deleteTime: 0 }

class Budget {
  #left: number

  constructor(limit: number) {
    this.#left = limit
  }

  get left(): number {
    return Math.max(1, this.#left)
  }

  get isSpent(): boolean {
    return this.#left <= 0
  }

  spend(rows: number | bigint): void {
    this.#left -= Number(rows)
  }
}

function firstSweep(connection: SqliteConnection): Sweep | undefined {
  return connection.get<Sweep>(FIRST)
}

function sweepExecution({ connection, budget, tell }: ExecutionSweep, id: number): boolean {
  for (
    let tasks = ids<string>(connection, TASK_EXECUTIONS, id);
    tasks.length > 0;
    tasks = ids<string>(connection, TASK_EXECUTIONS, id)
  ) {
    for (const task of tasks) {
      budget.spend(connection.statement(DELETE_METRICS).run(task, budget.left).changes)
      if (budget.isSpent) return false
      const items = deleteItems(connection, task, budget.left)
      for (const attempt of items.flatMap(attemptsOf)) tell(attempt)
      budget.spend(items.length)
      if (budget.isSpent) return false
      deleteItemList(connection, task)
      const gone = connection.get<SweptTaskExecution>(DELETE_TASK_EXECUTION, task)
      if (gone !== undefined) for (const attempt of attemptsOf(gone)) tell(attempt)
      budget.spend(1)
    }
  }
  budget.spend(connection.statement(DELETE_MEMORIES).run(id).changes)
  budget.spend(connection.statement(DELETE_PENDING).run(id, budget.left).changes)
  budget.spend(connection.statement(DELETE_PENDING_OUTPUTS).run(id, budget.left).changes)
  budget.spend(deleteSharedValues(connection, id, budget.left))
  if (budget.isSpent) return false
  return sweepLane(connection, laneId.ofExecution(id), budget)
}

function attemptsOf({ attemptId, workerId, previousAttempts }: SweptTaskExecution): SweptAttempt[] {
  const previous = previousOf(previousAttempts)
  return attemptId === null || workerId === null ? previous : [...previous, { attemptId, workerId }]
}

/** Empty if they cannot be read: the worker removes what they left in time. */
function previousOf(text: string): SweptAttempt[] {
  try {
    return JSON.parse(text).flatMap(({ attemptId, workerId }: Partial<SweptAttempt>) =>
      typeof attemptId === 'string' && typeof workerId === 'string' ? [{ attemptId, workerId }] : [],
    )
  } catch {
    return []
  }
}

function sweepWorkflow(
  connection: SqliteConnection,
  { id, namespace, name, lastExecutionId, deleteTime }: DeletedWorkflowRow,
  budget: Budget,
): boolean {
  const executions = ids<number>(connection, EXECUTIONS, name, namespace, id, lastExecutionId)
  for (const execution of executions) {
    connection.statement(DELETE_EXECUTION).run(execution)
    addSweep(connection, { kind: 'execution', id: execution })
    budget.spend(1)
  }
  // They are swept before the workflow is looked at again.
  if (executions.length > 0 || !sweepLane(connection, laneId.ofWorkflow(id), budget)) return false
  connection.statement(DELETE_SNAPSHOTS).run(namespace, name, deleteTime)
  return true
}

function sweepLane(connection: SqliteConnection, lane: string, budget: Budget): boolean {
  budget.spend(connection.statement(DELETE_VERDICTS).run(lane, budget.left).changes)
  if (budget.isSpent) return false
  budget.spend(connection.statement(DELETE_NOT_MET).run(lane).changes)
  budget.spend(connection.statement(DELETE_STATES).run(lane).changes)
  return true
}

function ids<Id extends string | number>(
  connection: SqliteConnection,
  sql: string,
  ...parameters: (string | number)[]
): Id[] {
  return connection.all<{ id: Id }>(sql, ...parameters).map((row) => row.id)
}
