import { laneId } from '../../../model/lane-id.ts'
import type { PlainJson } from '../../../model/plain-json.ts'
import type { ExecutionImage, SchedulerImage } from '../../image.ts'
import type { UnreadableRow, WorkflowExecutionRow } from '../../rows.ts'
import { HELD_TABLE_NAMES, type HeldRows, type HeldTableName } from '../../tables.ts'
import type { SqliteConnection } from '../file/connection.ts'
import { isUnreadable, refuseUnreadable, type TellUnreadable } from '../rows/row-reader.ts'
import { readStoreRow } from '../rows/store-row.ts'
import { readEndedBackfills } from '../tables/backfills.ts'
import { readInbox, readInboxesOfWorkflows, readUnsoundInboxes } from '../tables/inbox.ts'
import { readPendingStarts } from '../tables/pending-starts.ts'
import { readExactStates, readStatesOfWorkflows } from '../tables/states.ts'
import { readExactTaskExecutions, readOtherAttempts } from '../tables/task-executions.ts'
import { readExactTaskMemories } from '../tables/task-memories.ts'
import { readLivingExecutions } from '../tables/workflow-executions.ts'
import { SQLITE_TABLES } from './sqlite-tables.ts'

/** Must be called inside a transaction, so that all of it is of one commit. Rows that cannot be read are left out and reported. */
export function readSchedulerImage(connection: SqliteConnection): Omit<SchedulerImage, 'readState'> {
  const unreadable: UnreadableRow[] = []
  const tell: TellUnreadable = (row) => unreadable.push(row)
  return {
    ...readStoreRow(connection),
    ...readHeldRows(connection, tell),
    workflowStates: readStatesOfWorkflows(connection, tell),
    workflowInboxes: readInboxesOfWorkflows(connection),
    ...readExecutions(connection, tell),
    endedBackfills: readEndedBackfills(connection),
    unreadable,
  }
}

function readHeldRows(connection: SqliteConnection, tell: TellUnreadable): HeldRows {
  const rows: Partial<Record<HeldTableName, unknown>> = {}
  for (const name of HELD_TABLE_NAMES) rows[name] = SQLITE_TABLES[name].image(connection, tell)
  return rows as HeldRows
}

/** Throws `ROW_UNREADABLE`, since an execution is useless unless all of it can be read. */
export function readExecutionImage(connection: SqliteConnection, execution: WorkflowExecutionRow): ExecutionImage {
  const { id } = execution
  return {
    execution,
    taskExecutions: readExactTaskExecutions(connection, id, refuseUnreadable),
    taskMemories: readExactTaskMemories(connection, id, refuseUnreadable),
    pendingStarts: readPendingStarts(connection, id),
    states: readExactStates(connection, laneId.ofExecution(id), refuseUnreadable),
    inbox: readInbox(connection, laneId.ofExecution(id)),
  }
}

function readExecutions(
  connection: SqliteConnection,
  tell: TellUnreadable,
): Pick<SchedulerImage, 'executions' | 'leftOut'> {
  const executions: ExecutionImage[] = []
  const executionIds: number[] = []
  const unsound = readUnsoundInboxes(connection, tell)
  let isWhole = tellDetached(connection, tell)
  for (const { id, execution } of readLivingExecutions(connection, tell)) {
    const isReadable = execution !== null && !unsound.has(laneId.ofExecution(id))
    const image = isReadable ? tryReadExecution(connection, execution, tell) : null
    if (image === null) executionIds.push(id)
    else executions.push(image)
  }
  isWhole &&= executionIds.length === 0
  const readable = executions.map(({ execution }) => execution.id)
  const attemptIds = isWhole ? [] : readOtherAttempts(connection, readable)
  return { executions, leftOut: { executionIds, attemptIds } }
}

/** Reports rows whose execution can no longer be told. False if there are any. */
function tellDetached(connection: SqliteConnection, tell: TellUnreadable): boolean {
  let isWhole = true
  for (const table of ['task_executions', 'task_memories', 'pending_starts']) {
    const sql = `SELECT task_name AS task FROM ${table} WHERE workflow_execution_id > ${Number.MAX_SAFE_INTEGER}`
    for (const { task } of connection.all<{ task: string }>(sql)) {
      isWhole = false
      tell({ table, key: task, reason: 'the number of its workflow execution is too large' })
    }
  }
  return isWhole
}

function tryReadExecution(
  connection: SqliteConnection,
  execution: WorkflowExecutionRow,
  tell: TellUnreadable,
): ExecutionImage | null {
  try {
    return readExecutionImage(connection, execution)
  } catch (error) {
    if (!isUnreadable(error)) throw error
    const { table, key, reason } = error.details as PlainJson<UnreadableRow>
    tell({ table, key, reason })
    return null
  }
}
